//! A lane: one batch in flight at a time, in order, of the keys that belong to it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::platform::agenda::Moment;

/// A record on its way to the function.
#[derive(Debug)]
pub(super) struct Item {
    /// Its index in the shard.
    pub(super) index: u64,
    pub(super) sequence_number: Arc<str>,
    pub(super) arrived: SystemTime,
    /// When the poller read it.
    pub(super) read: SystemTime,
    /// The record in an event, as JSON.
    pub(super) json: Arc<str>,
}

/// Records that are delivered together until they succeed or are given up.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) items: Vec<Item>,
    /// How often it has failed, as far as that counts for the retry limit.
    pub(super) attempts: u32,
    /// How often the function got it.
    pub(super) invokes: u32,
    pub(super) last: Option<LastInvoke>,
    /// It ends a tumbling window and has no records.
    pub(super) is_final: bool,
}

/// The invocation that a batch is given up after.
#[derive(Clone, Debug)]
pub(super) struct LastInvoke {
    pub(super) request_id: String,
    /// Whether the function itself failed, and not just records of its reply.
    pub(super) function_failed: bool,
}

/// What a lane is about.
#[derive(Debug, Default)]
pub(super) enum Activity {
    #[default]
    Idle,
    /// A batch is with the function.
    Flying,
    /// Until then nothing is tried.
    Waiting(Moment),
}

#[derive(Debug, Default)]
pub(super) struct Lane {
    /// Read, and in no batch yet.
    pub(super) buffer: VecDeque<Item>,
    /// Batches that are not done, the first is the one that is tried.
    pub(super) works: VecDeque<Work>,
    pub(super) activity: Activity,
    /// When the batching window of the buffer ends.
    pub(super) gathering: Option<Moment>,
    /// Waits in a row.
    pub(super) waits: u32,
}

/// What bounds a batch.
#[derive(Debug)]
pub(super) struct Bounds {
    pub(super) records: usize,
    /// Of the records with the commas between them.
    pub(super) bytes: usize,
    pub(super) gather: Duration,
    /// Only records that arrived within.
    pub(super) within: Option<(SystemTime, SystemTime)>,
}

/// What there is to do with a buffer.
#[derive(Debug)]
pub(super) enum Gathered {
    Nothing,
    /// A batch of so many records.
    Batch(usize),
    /// A batch at this time, unless it is full before.
    Later(SystemTime),
}

impl Lane {
    /// Whether the first records of the buffer make a batch: it is full, or waited long enough.
    pub(super) fn gathered(&self, bounds: &Bounds, now: SystemTime) -> Gathered {
        let Some(first) = self.buffer.front() else { return Gathered::Nothing };
        let (mut records, mut bytes, mut full) = (0, 0, false);
        for item in &self.buffer {
            let outside = bounds
                .within
                .is_some_and(|(from, until)| item.arrived < from || item.arrived >= until);
            let too_large = bytes + item.json.len() > bounds.bytes && records > 0;
            full = outside || too_large || records == bounds.records;
            if full {
                break;
            }
            records += 1;
            bytes += item.json.len() + 1;
        }
        let due = first.read + bounds.gather;
        let due = bounds.within.map_or(due, |(_, until)| due.min(until));
        match full || records == bounds.records || now >= due {
            true if records == 0 => Gathered::Nothing,
            true => Gathered::Batch(records),
            false => Gathered::Later(due),
        }
    }
}

impl Work {
    pub(super) fn new(items: Vec<Item>) -> Self {
        Self { items, ..Self::default() }
    }

    /// The call that ends a tumbling window.
    pub(super) fn window_end() -> Self {
        Self { is_final: true, ..Self::default() }
    }

    /// Two halves, the second of them not smaller; neither has been invoked yet.
    pub(super) fn halves(mut self) -> (Self, Self) {
        let right = self.items.split_off(self.items.len() / 2);
        let half = |items| Self { attempts: self.attempts, ..Self::new(items) };
        (half(std::mem::take(&mut self.items)), half(right))
    }
}
