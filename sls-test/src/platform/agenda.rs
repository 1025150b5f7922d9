//! What happens when: the order of everything that has not happened yet.

use std::collections::BTreeMap;
use std::time::SystemTime;

/// A place in the order of things: first by time, then by who asked first.
///
/// No two are equal, so that one history follows from one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Moment {
    pub(crate) at: SystemTime,
    /// Given by the [`Desk`](super::desk::Desk), greater than every one before.
    pub(crate) order: u64,
}

/// What one part of the platform has still to do.
#[derive(Debug)]
pub(crate) struct Agenda<T> {
    entries: BTreeMap<Moment, T>,
}

impl<T> Agenda<T> {
    pub(crate) fn add(&mut self, moment: Moment, what: T) {
        self.entries.insert(moment, what);
    }

    /// Takes back what has not happened; `None` if it has.
    pub(crate) fn remove(&mut self, moment: Moment) -> Option<T> {
        self.entries.remove(&moment)
    }

    /// When the next thing happens.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.entries.keys().next().copied()
    }

    /// The next thing, whenever it is.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.entries.pop_first().map(|(_, what)| what)
    }

    /// Everything that is still to happen, in order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Moment, &T)> {
        self.entries.iter().map(|(moment, what)| (*moment, what))
    }
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

/// The earliest of several.
pub(crate) fn earliest(moments: impl IntoIterator<Item = Option<Moment>>) -> Option<Moment> {
    moments.into_iter().flatten().min()
}
