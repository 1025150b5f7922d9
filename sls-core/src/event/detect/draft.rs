//! From the signs of all services to tables; all of it runs while the crate is compiled.

use super::service::{Holds, Mark, Service, Sign, Test};
use super::verdict::{Marks, Rule, RuledOut};
use crate::event::Source;

/// A place in an event that the sign of some service names, or that leads to one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its index among the places.
    pub(super) id: u8,
    /// Of the object or list that it is in.
    pub(super) parent: u8,
    pub(super) key: &'static [u8],
    /// The first element of the list at this place; the event itself if it does not matter.
    pub(super) first: u8,
    pub(super) look: Look,
    /// Whether the key tells something, whatever the value.
    pub(super) is_told_by_key: bool,
    /// Whether it is worth searching for words before reading the value.
    pub(super) is_large: bool,
    /// Which of the trials are about it: from, and to.
    pub(super) trials: (u8, u8),
}

/// How closely a value must be looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    /// It tells nothing.
    Away,
    /// It tells something if it is not null.
    Briefly,
    /// It, or something in it, tells more.
    Closely,
}

/// A test of the value at a place, and the mark that passing it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub(super) test: Test,
    pub(super) mark: u8,
    place: u8,
}

/// The event itself, which is no key's value.
pub(super) const EVENT: u8 = 0;

/// A batch without records, which is an error if nothing else is known about it.
const NO_RECORDS: Mark = Mark::empty_list("/Records");

/// All tables, in lists that are long enough.
pub(super) struct Draft {
    pub(super) places: List<Place, 255>,
    pub(super) trials: List<Trial, 255>,
    pub(super) at_once: List<Rule, 64>,
    pub(super) ruled_out: List<RuledOut, 8>,
    pub(super) at_the_end: List<Rule, 128>,
    pub(super) no_records: Marks,
    marks: List<Mark, { u128::BITS as usize }>,
}

impl Draft {
    pub(super) const fn of(sources: &[(Source, Service)]) -> Self {
        let mut draft = Self {
            places: List::new(Place::new(EVENT, EVENT, b"")),
            trials: List::new(Trial { test: Test::Key, mark: 0, place: EVENT }),
            at_once: List::new(Rule::NEVER),
            ruled_out: List::new(RuledOut { rule: Rule::NEVER, words: &[] }),
            at_the_end: List::new(Rule::NEVER),
            no_records: Marks::NONE,
            marks: List::new(NO_RECORDS),
        };
        draft.places.push(Place::new(EVENT, EVENT, b""));
        draft.no_records = Marks::NONE.with(draft.mark(NO_RECORDS));
        let mut next = 0;
        while next < sources.len() {
            let (source, service) = sources[next];
            let mut sign = 0;
            while sign < service.signs.len() {
                draft.sign(source, service.signs[sign]);
                sign += 1;
            }
            next += 1;
        }
        draft.sort_trials();
        draft
    }

    const fn sign(&mut self, source: Source, sign: Sign) {
        assert!(!sign.all.is_empty(), "a sign needs marks");
        let rule = Rule { source, all: self.marks(sign.all), none: self.marks(sign.none) };
        match sign.holds {
            Holds::AtOnce => _ = self.at_once.push(rule),
            Holds::AtTheEnd => _ = self.at_the_end.push(rule),
            Holds::Unmentioned { before, words } => {
                self.ruled_out.push(RuledOut { rule, words });
                let mut next = 0;
                while next < before.len() {
                    let place = self.place(before[next]);
                    self.places.items[place as usize].is_large = true;
                    next += 1;
                }
            }
        }
    }

    const fn marks(&mut self, marks: &[Mark]) -> Marks {
        let mut set = Marks::NONE;
        let mut next = 0;
        while next < marks.len() {
            set = set.with(self.mark(marks[next]));
            next += 1;
        }
        set
    }

    const fn mark(&mut self, mark: Mark) -> u8 {
        let mut known = 0;
        while known < self.marks.len {
            if is_same_mark(self.marks.items[known], mark) {
                return known as u8;
            }
            known += 1;
        }
        let id = self.marks.push(mark);
        self.trial(mark.place, mark.test, id);
        if let Some(place) = mark.or {
            self.trial(place, mark.test, id);
        }
        id
    }

    const fn trial(&mut self, pointer: &'static str, test: Test, mark: u8) {
        let id = self.place(pointer);
        let place = &mut self.places.items[id as usize];
        match (test, place.look) {
            (Test::Key, _) => place.is_told_by_key = true,
            (Test::Value, Look::Closely) => {}
            (Test::Value, _) => place.look = Look::Briefly,
            _ => place.look = Look::Closely,
        }
        self.trials.push(Trial { test, mark, place: id });
    }

    const fn place(&mut self, pointer: &'static str) -> u8 {
        let mut place = EVENT;
        let mut rest = pointer.as_bytes();
        while let [b'/', after @ ..] = rest {
            let mut length = 0;
            while length < after.len() && after[length] != b'/' {
                assert!(after[length] != b'~', "escapes in JSON pointers are not understood");
                length += 1;
            }
            let (key, after) = after.split_at(length);
            place = self.child(place, key);
            rest = after;
        }
        assert!(rest.is_empty() && place != EVENT, "not a JSON pointer into the event");
        place
    }

    const fn child(&mut self, parent: u8, key: &'static [u8]) -> u8 {
        let mut known = 0;
        while known < self.places.len {
            let place = self.places.items[known];
            if place.id != EVENT && place.parent == parent && is_same(place.key, key) {
                return place.id;
            }
            known += 1;
        }
        let id = self.places.push(Place::new(self.places.len as u8, parent, key));
        let above = &mut self.places.items[parent as usize];
        above.look = Look::Closely;
        if is_same(key, b"0") {
            above.first = id;
        }
        id
    }

    /// Puts the trials of one place side by side.
    const fn sort_trials(&mut self) {
        let mut sorted = List::new(self.trials.items[0]);
        let mut id = 0;
        while id < self.places.len {
            let from = sorted.len as u8;
            let mut next = 0;
            while next < self.trials.len {
                if self.trials.items[next].place as usize == id {
                    sorted.push(self.trials.items[next]);
                }
                next += 1;
            }
            self.places.items[id].trials = (from, sorted.len as u8);
            id += 1;
        }
        self.trials = sorted;
    }
}

impl Place {
    const fn new(id: u8, parent: u8, key: &'static [u8]) -> Self {
        Self {
            id,
            parent,
            key,
            first: EVENT,
            look: Look::Away,
            is_told_by_key: false,
            is_large: false,
            trials: (0, 0),
        }
    }
}

/// A list that can grow while the crate is compiled.
pub(super) struct List<T, const MAX: usize> {
    items: [T; MAX],
    pub(super) len: usize,
}

impl<T: Copy, const MAX: usize> List<T, MAX> {
    const fn new(filling: T) -> Self {
        Self { items: [filling; MAX], len: 0 }
    }

    /// Returns the index.
    const fn push(&mut self, item: T) -> u8 {
        assert!(self.len < MAX, "the services have more signs than these tables were made for");
        self.items[self.len] = item;
        self.len += 1;
        (self.len - 1) as u8
    }

    pub(super) const fn get(&self, index: usize) -> T {
        assert!(index < self.len);
        self.items[index]
    }

    /// The items alone, if `N` is how many there are.
    pub(super) const fn exactly<const N: usize>(&self) -> [T; N] {
        assert!(N == self.len);
        let mut items = [self.items[0]; N];
        let mut next = 0;
        while next < N {
            items[next] = self.items[next];
            next += 1;
        }
        items
    }
}

const fn is_same_mark(one: Mark, other: Mark) -> bool {
    let is_same_or = match (one.or, other.or) {
        (None, None) => true,
        (Some(one), Some(other)) => is_same(one.as_bytes(), other.as_bytes()),
        _ => false,
    };
    let is_same_test = match (one.test, other.test) {
        (Test::EmptyList, Test::EmptyList)
        | (Test::Key, Test::Key)
        | (Test::Object, Test::Object)
        | (Test::Value, Test::Value) => true,
        (Test::Text(one), Test::Text(other)) => is_same(one.as_bytes(), other.as_bytes()),
        (
            Test::TextPart { separator: one_separator, index: one_index, part: one },
            Test::TextPart { separator, index, part },
        ) => {
            one_separator == separator
                && one_index == index
                && is_same(one.as_bytes(), part.as_bytes())
        }
        _ => false,
    };
    is_same_or && is_same_test && is_same(one.place.as_bytes(), other.place.as_bytes())
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut next = 0;
    while next < one.len() {
        if one[next] != other[next] {
            return false;
        }
        next += 1;
    }
    true
}
