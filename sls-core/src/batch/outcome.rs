//! What became of the records of a batch.

use std::collections::BTreeMap;

use crate::failure::Failure;

/// What became of each record of a batch, by its position.
///
/// Only what was not confirmed takes space.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    count: usize,
    unconfirmed: BTreeMap<usize, Unconfirmed>,
}

/// Why a record has to come again.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unconfirmed {
    /// It could not be read, or its handler failed or panicked.
    Failed(Failure),
    /// It was never started.
    Unprocessed(Why),
}

/// Why a record was never started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// A record failed that it must not overtake.
    BehindFailure,
    /// There was too little time left.
    Deadline,
}

impl Outcome {
    /// Of so many records, all of them confirmed unless something else is said.
    pub(crate) fn new(count: usize) -> Self {
        Self { count, unconfirmed: BTreeMap::new() }
    }

    pub(crate) fn fail(&mut self, index: usize, failure: Failure) {
        self.unconfirmed.insert(index, Unconfirmed::Failed(failure));
    }

    pub(crate) fn leave(&mut self, indices: impl IntoIterator<Item = usize>, why: Why) {
        let left = indices.into_iter().map(|index| (index, Unconfirmed::Unprocessed(why)));
        self.unconfirmed.extend(left);
    }

    /// Whether every record was confirmed.
    pub(crate) fn all_done(&self) -> bool {
        self.unconfirmed.is_empty()
    }

    /// Whether there are records and none of them was confirmed.
    pub(crate) fn all_failed(&self) -> bool {
        self.count > 0 && self.unconfirmed.len() == self.count
    }

    /// What was not confirmed, lowest first.
    pub(crate) fn unconfirmed(&self) -> impl Iterator<Item = (usize, &Unconfirmed)> {
        self.unconfirmed.iter().map(|(index, unconfirmed)| (*index, unconfirmed))
    }

    /// The positions of what was not confirmed, lowest first: where a stream's checkpoint stands.
    pub(crate) fn failed_indices(&self) -> impl Iterator<Item = usize> {
        self.unconfirmed.keys().copied()
    }

    /// The records that were tried in vain, lowest first.
    pub(crate) fn failures(&self) -> impl Iterator<Item = (usize, &Failure)> {
        self.unconfirmed().filter_map(|(index, unconfirmed)| match unconfirmed {
            Unconfirmed::Failed(failure) => Some((index, failure)),
            Unconfirmed::Unprocessed(_) => None,
        })
    }

    /// The failure of the lowest record that was tried in vain.
    ///
    /// `None` also where nothing was confirmed because the time was short from the beginning.
    pub(crate) fn into_first_failure(self) -> Option<Failure> {
        self.unconfirmed.into_values().find_map(|unconfirmed| match unconfirmed {
            Unconfirmed::Failed(failure) => Some(failure),
            Unconfirmed::Unprocessed(_) => None,
        })
    }
}
