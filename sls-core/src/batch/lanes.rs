//! Which record may start next.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::mem;
use std::ops::Range;

use crate::batch::Stop;
use crate::batch::outcome::{Outcome, Why};
use crate::failure::Failure;

/// The records of a batch on their way to being started, each key in a lane of its own.
///
/// The batch is walked once. A record whose lane is busy waits there, and goes on as soon as the
/// one before it has ended; so the lowest record that may start is always the next.
pub(super) struct Lanes<K, Key> {
    key: Key,
    on_failure: Stop,
    unseen: Range<usize>,
    lanes: HashMap<K, Lane>,
    /// Behind a record that has ended; one at most, as who settles asks for the next at once.
    freed: Vec<usize>,
    outcome: Outcome,
}

/// The records of one key that the walk has come by.
enum Lane {
    /// One failed: nothing of this key is started any more.
    Blocked,
    /// One runs.
    Busy { waiting: VecDeque<usize> },
    /// All are done.
    Free,
}

impl<K: Eq + Hash, Key: Fn(usize) -> Option<K>> Lanes<K, Key> {
    /// Records without a key wait for nothing and keep nothing from starting.
    pub(super) fn new(count: usize, key: Key, on_failure: Stop) -> Self {
        Self {
            key,
            on_failure,
            unseen: 0..count,
            lanes: HashMap::new(),
            freed: Vec::new(),
            outcome: Outcome::new(count),
        }
    }

    /// The record to start now, if one may start; it has to be settled when it has ended.
    pub(super) fn next(&mut self) -> Option<usize> {
        if let Some(index) = self.freed.pop() {
            return Some(index);
        }
        for index in self.unseen.by_ref() {
            let Some(key) = (self.key)(index) else { return Some(index) };
            let lane = self.lanes.entry(key).or_insert(Lane::Free);
            match lane {
                Lane::Blocked => self.outcome.leave([index], Why::BehindFailure),
                Lane::Busy { waiting } => waiting.push_back(index),
                Lane::Free => {
                    *lane = Lane::Busy { waiting: VecDeque::new() };
                    return Some(index);
                }
            }
        }
        None
    }

    /// Takes note of how a record has ended, or that it could not even be started.
    pub(super) fn settle(&mut self, index: usize, result: Result<(), Failure>) {
        match result {
            Ok(()) => self.free(index),
            Err(failure) => {
                self.outcome.fail(index, failure);
                match self.on_failure {
                    Stop::Batch => self.halt(Why::BehindFailure),
                    Stop::Key => self.block(index),
                }
            }
        }
    }

    /// Lets nothing start any more.
    pub(super) fn halt(&mut self, why: Why) {
        // Without its lane, a record that still runs frees nothing when it ends.
        for lane in mem::take(&mut self.lanes).into_values() {
            if let Lane::Busy { waiting } = lane {
                self.outcome.leave(waiting, why);
            }
        }
        self.outcome.leave(self.freed.drain(..), why);
        self.outcome.leave(mem::take(&mut self.unseen), why);
    }

    /// What became of the records; none that was not started counts as done.
    pub(super) fn into_outcome(mut self) -> Outcome {
        self.halt(Why::BehindFailure);
        self.outcome
    }

    fn free(&mut self, index: usize) {
        let Some(lane) = self.lane(index) else { return };
        let Lane::Busy { waiting } = lane else { return };
        match waiting.pop_front() {
            Some(next) => self.freed.push(next),
            None => *lane = Lane::Free,
        }
    }

    fn block(&mut self, index: usize) {
        let Some(lane) = self.lane(index) else { return };
        if let Lane::Busy { waiting } = mem::replace(lane, Lane::Blocked) {
            self.outcome.leave(waiting, Why::BehindFailure);
        }
    }

    fn lane(&mut self, index: usize) -> Option<&mut Lane> {
        let key = (self.key)(index)?;
        self.lanes.get_mut(&key)
    }
}
