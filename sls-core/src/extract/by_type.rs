//! A table of values by type, in which each is found in one step.

use std::any::TypeId;
use std::hash::{Hash, Hasher};

/// Values by type, at most one of each.
///
/// A type's number is a hash by itself, and known to the compiler where the type is: nothing is
/// left to do but to look at one place, or rarely at the next.
#[derive(Clone, Debug)]
pub(super) struct ByType<V> {
    /// A power of two of them, more than half of which are free.
    slots: Vec<Option<(TypeId, V)>>,
    len: usize,
}

impl<V> Default for ByType<V> {
    fn default() -> Self {
        Self { slots: Vec::from([None]), len: 0 }
    }
}

impl<V> ByType<V> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn get(&self, id: TypeId) -> Option<&V> {
        let mask = self.slots.len() - 1;
        let mut at = number(id) & mask;
        while let Some((other, value)) = &self.slots[at] {
            if *other == id {
                return Some(value);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// Puts a value in the place of its type, whatever was there.
    pub(super) fn insert(&mut self, id: TypeId, value: V) {
        if 2 * (self.len + 1) >= self.slots.len() {
            self.grow();
        }
        let at = self.place(id);
        self.len += usize::from(self.slots[at].is_none());
        self.slots[at] = Some((id, value));
    }

    fn grow(&mut self) {
        let room = (0..self.slots.len() * 2).map(|_| None).collect();
        for (id, value) in std::mem::replace(&mut self.slots, room).into_iter().flatten() {
            let at = self.place(id);
            self.slots[at] = Some((id, value));
        }
    }

    /// Where the type is, or would be.
    fn place(&self, id: TypeId) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = number(id) & mask;
        while self.slots[at].as_ref().is_some_and(|(other, _)| *other != id) {
            at = (at + 1) & mask;
        }
        at
    }
}

/// The lower bits of a type's number.
#[inline]
fn number(id: TypeId) -> usize {
    let mut number = Number(0);
    id.hash(&mut number);
    // The upper half of 64 bits is as good as the lower one.
    number.0 as usize
}

struct Number(u64);

impl Hasher for Number {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, half: u64) {
        self.0 ^= half;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Numbered<const N: usize>;

    macro_rules! ids {
        ($($n:literal)*) => { [$(TypeId::of::<Numbered<$n>>()),*] };
    }

    fn ids() -> Vec<TypeId> {
        ids!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31)
            .to_vec()
    }

    #[test]
    fn an_empty_table_has_nothing() {
        let table = ByType::<u8>::default();
        assert_eq!((table.get(TypeId::of::<u8>()), table.len()), (None, 0));
    }

    proptest! {
        #[test]
        fn what_was_put_in_last_is_found_and_nothing_else(
            steps in prop::collection::vec((0usize..32, any::<u16>()), 0..80)
        ) {
            let (ids, mut table) = (ids(), ByType::default());
            let mut expected = std::collections::BTreeMap::new();
            for (at, value) in steps {
                table.insert(ids[at], value);
                expected.insert(at, value);
            }
            prop_assert_eq!(table.len(), expected.len());
            for (at, id) in ids.iter().enumerate() {
                prop_assert_eq!(table.get(*id), expected.get(&at));
            }
        }
    }
}
