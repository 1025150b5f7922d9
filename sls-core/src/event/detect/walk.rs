//! The one pass over the payload.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::keys::{Keys, Step};
use super::verdict::Found;

/// Takes one step into a value and adds what it tells to what has been found.
///
/// Values that tell nothing are skipped without recursion, whatever their depth, and a value of
/// another type than the step expects tells nothing.
pub(super) struct Walk<'f, 'p> {
    step: Step,
    found: &'f mut Found<'p>,
}

impl<'f, 'p> Walk<'f, 'p> {
    pub(super) fn new(step: Step, found: &'f mut Found<'p>) -> Self {
        Self { step, found }
    }

    /// Ends the walk when the answer is certain: an error is serde's only way out of a value.
    fn carry_on<E: Error>(found: &Found<'_>) -> Result<(), E> {
        if found.is_settled() { Err(E::custom("the answer is certain")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        match self.step {
            Step::Headers | Step::Key(_) | Step::Skip => {
                IgnoredAny::deserialize(value)?;
                return Ok(());
            }
            Step::Note(mark) => {
                if Option::<IgnoredAny>::deserialize(value)?.is_some() {
                    self.found.note(mark);
                }
            }
            Step::Settle(source) => {
                if Option::<IgnoredAny>::deserialize(value)?.is_some() {
                    self.found.settle(source);
                }
            }
            Step::First(..) | Step::Object(..) | Step::Sender(_) | Step::Text(_) => {
                return value.deserialize_any(self);
            }
        }
        Self::carry_on(self.found)
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (keys, mark) = match self.step {
            Step::Object(keys, mark) => (keys, mark),
            _ => ((|_| Step::Skip) as Keys, None),
        };
        while let Some(step) = map.next_key_seed(KeyOf(keys))? {
            match step {
                Step::Headers => self.found.rule_out_others(),
                Step::Key(mark) => self.found.note(mark),
                _ => {}
            }
            Self::carry_on(self.found)?;
            map.next_value_seed(Walk::new(step, self.found))?;
        }
        if let Some(mark) = mark {
            self.found.note(mark);
        }
        Self::carry_on(self.found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Step::First(keys, empty) = self.step {
            let first = Walk::new(Step::Object(keys, None), self.found);
            if list.next_element_seed(first)?.is_none() {
                if let Some(mark) = empty {
                    self.found.note(mark);
                }
                return Self::carry_on(self.found);
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.step {
            Step::Sender(names) => names(text).into_iter().for_each(|it| self.found.settle(it)),
            Step::Text(marks) => marks(text).into_iter().for_each(|it| self.found.note(it)),
            _ => {}
        }
        Self::carry_on(self.found)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Reads a key as bytes, so that keys which tell nothing need not be text.
struct KeyOf(Keys);

impl<'de> DeserializeSeed<'de> for KeyOf {
    type Value = Step;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Step, D::Error> {
        key.deserialize_bytes(self)
    }
}

impl Visitor<'_> for KeyOf {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<Step, E> {
        let Self(keys) = self;
        Ok(keys(key))
    }
}
