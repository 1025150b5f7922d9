//! From the marks that an event bears to its sender.

use memchr::memmem;

use super::draft::Place;
use super::service::Test;
use super::table::{AT_ONCE, AT_THE_END, COMPLETED_BY, NO_RECORDS, RULED_OUT};
use crate::event::Source;

/// A set of marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks(u128);

impl Marks {
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn with(self, mark: u8) -> Self {
        Self(self.0 | (1 << mark))
    }

    pub(super) const fn includes(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    const fn has_any_of(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// An event that bears all of the marks, and none of the others, comes from the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) source: Source,
    pub(super) all: Marks,
    pub(super) none: Marks,
}

impl Rule {
    /// Fills the tables where they are not used.
    pub(super) const NEVER: Self =
        Self { source: Source::Unrecognized, all: Marks::NONE, none: Marks::NONE };

    const fn fits(&self, marks: Marks) -> bool {
        marks.includes(self.all) && !marks.has_any_of(self.none)
    }
}

/// A rule that holds if the words, marks of other senders of the same shape, are nowhere in the
/// event.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuledOut {
    pub(super) rule: Rule,
    pub(super) words: &'static [&'static str],
}

/// How an ASCII character is spelt that hides a word from a search.
const ESCAPE: &str = "\\u00";

/// In a larger event the body is larger than the headers, and the walk ends before the body.
const WORTH_SEARCHING: usize = 16 * 1024;

/// What was seen at a place.
#[derive(Clone, Copy)]
pub(super) enum Seen<'t> {
    EmptyList,
    Key,
    Object,
    Text(&'t str),
    /// None of the others, and not null.
    Value,
}

impl Test {
    fn passes(self, seen: Seen<'_>) -> bool {
        match (self, seen) {
            (Self::Key, seen) => matches!(seen, Seen::Key),
            (Self::Value, seen) => !matches!(seen, Seen::Key),
            (Self::EmptyList, Seen::EmptyList) | (Self::Object, Seen::Object) => true,
            (Self::Text(expected), Seen::Text(text)) => text == expected,
            (Self::TextPart { separator, index, part }, Seen::Text(text)) => {
                text.as_bytes().split(|byte| *byte == separator).nth(index) == Some(part.as_bytes())
            }
            _ => false,
        }
    }
}

/// What a walk has found so far.
pub(super) struct Found<'p> {
    payload: &'p [u8],
    marks: Marks,
    settled: Option<Source>,
}

impl<'p> Found<'p> {
    /// Nothing yet, about the event in `payload`.
    pub(super) fn new(payload: &'p [u8]) -> Self {
        Self { payload, marks: Marks::NONE, settled: None }
    }

    /// Adds the marks that this is, which may settle the matter.
    pub(super) fn note(&mut self, place: &Place, seen: Seen<'_>) {
        for trial in place.trials() {
            if trial.test.passes(seen) {
                self.mark(trial.mark);
            }
        }
    }

    fn mark(&mut self, mark: u8) {
        self.marks = self.marks.with(mark);
        let mut rules = COMPLETED_BY[mark as usize];
        while rules != 0 && self.settled.is_none() {
            let rule = &AT_ONCE[rules.trailing_zeros() as usize];
            self.settled = rule.fits(self.marks).then_some(rule.source);
            rules &= rules - 1;
        }
    }

    /// Settles the matter if no other sender of an event that begins like this is mentioned.
    pub(super) fn rule_out_others(&mut self) {
        let fits = |candidate: &&RuledOut| candidate.rule.fits(self.marks);
        let Some(candidate) = RULED_OUT.iter().find(fits) else { return };
        if self.payload.len() > WORTH_SEARCHING {
            return;
        }
        let mentioned = |word: &&str| memmem::find(self.payload, word.as_bytes()).is_some();
        if !candidate.words.iter().chain(&[ESCAPE]).any(mentioned) {
            self.settled.get_or_insert(candidate.rule.source);
        }
    }

    /// Whether nothing that follows can change the verdict.
    pub(super) fn is_settled(&self) -> bool {
        self.settled.is_some()
    }

    /// The sender; nothing when the only thing known is that the event has no records.
    pub(super) fn verdict(&self) -> Option<Source> {
        match self.settled.or_else(|| self.at_the_end()) {
            None if self.marks.includes(NO_RECORDS) => None,
            source => Some(source.unwrap_or(Source::Unrecognized)),
        }
    }

    fn at_the_end(&self) -> Option<Source> {
        // Most direct invocations bear no mark at all.
        if self.marks.is_empty() {
            return None;
        }
        AT_THE_END.iter().find(|rule| rule.fits(self.marks)).map(|rule| rule.source)
    }
}
