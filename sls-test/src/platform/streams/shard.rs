//! One shard: records in order, and which keys belong to it.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::SystemTime;

use crate::event::KinesisRecord;

/// A part of a stream, in which order is kept.
#[derive(Debug)]
pub(super) struct Shard {
    pub(super) id: Arc<str>,
    /// The hashes of keys that belong here.
    pub(super) range: RangeInclusive<u128>,
    /// The positions of the shards that this one follows.
    pub(super) parents: Vec<usize>,
    /// Split or merged: nothing is added any more.
    pub(super) closed: bool,
    records: VecDeque<Record>,
    /// The index of the first record that is kept.
    start: u64,
    pub(super) last: Option<Arc<str>>,
}

/// One record of a shard.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) sequence_number: Arc<str>,
    /// Nobody can read it before.
    pub(super) arrived: SystemTime,
    /// Of the partition key.
    pub(super) hash: u128,
    pub(super) content: Content,
}

/// What a record says.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Its JSON depends on who reads it.
    Kinesis(KinesisRecord),
    /// The JSON of a record in an event.
    Json(Arc<str>),
}

impl Shard {
    pub(super) fn new(id: &str, range: RangeInclusive<u128>, parents: Vec<usize>) -> Self {
        let records = VecDeque::new();
        Self { id: id.into(), range, parents, closed: false, records, start: 0, last: None }
    }

    pub(super) fn push(&mut self, record: Record) {
        self.last = Some(Arc::clone(&record.sequence_number));
        self.records.push_back(record);
    }

    /// The record with this index, which counts from the first that the shard ever had.
    pub(super) fn get(&self, index: u64) -> Option<&Record> {
        self.records.get(usize::try_from(index.checked_sub(self.start)?).ok()?)
    }

    /// The index of the oldest record that is kept.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The index after the last record.
    pub(super) fn end(&self) -> u64 {
        self.start + self.records.len() as u64
    }

    /// The index of the first record that arrived at or after `time`.
    pub(super) fn since(&self, time: SystemTime) -> u64 {
        self.position(|record| record.arrived >= time)
    }

    /// The index of the first record that arrives after `time`.
    pub(super) fn after(&self, time: SystemTime) -> u64 {
        self.position(|record| record.arrived > time)
    }

    /// Forgets what arrived before `time`.
    pub(super) fn expire(&mut self, time: SystemTime) {
        while self.records.front().is_some_and(|record| record.arrived < time) {
            self.records.pop_front();
            self.start += 1;
        }
    }

    /// Forgets everything before this index.
    pub(super) fn forget(&mut self, before: u64) {
        while self.start < before && self.records.pop_front().is_some() {
            self.start += 1;
        }
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    fn position(&self, is_it: impl Fn(&Record) -> bool) -> u64 {
        let position = self.records.iter().position(is_it);
        self.start + position.unwrap_or(self.records.len()) as u64
    }
}

/// The hashes of one of `count` shards of equal size.
pub(super) fn even_range(number: u64, count: u64) -> RangeInclusive<u128> {
    let (number, count) = (u128::from(number), u128::from(count));
    if count == 1 {
        return 0..=u128::MAX;
    }
    let size = u128::MAX / count + u128::from(u128::MAX % count == count - 1);
    let end = if number + 1 == count { u128::MAX } else { (number + 1) * size - 1 };
    number * size..=end
}

/// Where a partition key belongs: its MD5 as a number.
pub(super) fn hash(key: &[u8]) -> u128 {
    u128::from_be_bytes(md5::compute(key).0)
}
