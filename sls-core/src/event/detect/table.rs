//! Which places in an event tell something about its sender.

use super::draft::{Draft, EVENT, List, Place, Trial};
use super::verdict::{Marks, Rule, RuledOut};
use crate::event::SERVICES;

const DRAFT: Draft = Draft::of(SERVICES);

static PLACES: [Place; DRAFT.places.len] = DRAFT.places.exactly();
static TRIALS: [Trial; DRAFT.trials.len] = DRAFT.trials.exactly();

/// In the order of the services, as are those below.
pub(super) static AT_ONCE: [Rule; DRAFT.at_once.len] = DRAFT.at_once.exactly();
pub(super) static RULED_OUT: [RuledOut; DRAFT.ruled_out.len] = DRAFT.ruled_out.exactly();
pub(super) static AT_THE_END: [Rule; DRAFT.at_the_end.len] = DRAFT.at_the_end.exactly();

/// The mark of a batch without records.
pub(super) const NO_RECORDS: Marks = DRAFT.no_records;

/// By mark, the bits of those rules `AT_ONCE` that it may complete.
pub(super) static COMPLETED_BY: [u64; u128::BITS as usize] = completed_by(&DRAFT.at_once);

/// The places by [`slot`]; where it is taken, the next one that is not.
static SLOTS: [u8; 512] = slots(&DRAFT.places);

/// The event itself.
pub(super) fn event() -> &'static Place {
    &PLACES[EVENT as usize]
}

impl Place {
    /// The place of a key in the object at this place, unless nothing there matters.
    pub(super) fn child(&self, key: &[u8]) -> Option<&'static Self> {
        let mut slot = slot(self.id, key);
        loop {
            let place = &PLACES[SLOTS[slot] as usize];
            if place.id == EVENT {
                return None;
            }
            if place.parent == self.id && place.key == key {
                return Some(place);
            }
            slot = (slot + 1) % SLOTS.len();
        }
    }

    /// The first element of the list at this place, unless nothing there matters.
    pub(super) fn first(&self) -> Option<&'static Self> {
        (self.first != EVENT).then(|| &PLACES[self.first as usize])
    }

    pub(super) fn trials(&self) -> &'static [Trial] {
        let (from, to) = self.trials;
        TRIALS.get(from as usize..to as usize).unwrap_or_default()
    }
}

const fn slots(places: &List<Place, 255>) -> [u8; 512] {
    let mut slots = [EVENT; 512];
    let mut next = 1;
    while next < places.len {
        let place = places.get(next);
        next += 1;
        // First elements have no keys.
        if places.get(place.parent as usize).first == place.id {
            continue;
        }
        let mut slot = slot(place.parent, place.key);
        while slots[slot] != EVENT {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = place.id;
    }
    slots
}

/// Keys of one object rarely agree in their length, first and last character.
const fn slot(parent: u8, key: &[u8]) -> usize {
    let ends = match key {
        [first, .., last] => [*first, *last],
        [only] => [*only, 0],
        [] => [0, 0],
    };
    let bits = u32::from_le_bytes([ends[0], ends[1], key.len() as u8, parent]);
    // The multiplier of Fibonacci hashing; the upper bits depend on all the lower ones.
    (bits.wrapping_mul(0x9e37_79b1) >> 23) as usize
}

const fn completed_by(rules: &List<Rule, 64>) -> [u64; u128::BITS as usize] {
    let mut completed_by = [0; u128::BITS as usize];
    let mut rule = 0;
    while rule < rules.len {
        let mut mark = 0;
        while mark < completed_by.len() {
            if rules.get(rule).all.includes(Marks::NONE.with(mark as u8)) {
                completed_by[mark] |= 1 << rule;
            }
            mark += 1;
        }
        rule += 1;
    }
    completed_by
}
