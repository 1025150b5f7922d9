//! What a topic keeps: records in partitions, each with its offset.

use std::time::SystemTime;

use super::settings::KafkaTopicSettings;
use crate::event::{KafkaRecord, Origin};
use crate::platform::streams::StartingPosition;

/// One topic.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) settings: KafkaTopicSettings,
    partitions: Vec<Partition>,
    /// What an event has around its records, in bytes.
    envelope: usize,
}

#[derive(Debug, Default)]
struct Partition {
    /// A record's offset is its position here.
    records: Vec<KafkaRecord>,
    /// How many bytes of JSON the records up to and including each of them are.
    bytes: Vec<usize>,
}

impl Topic {
    pub(super) fn new(settings: KafkaTopicSettings, origin: &Origin) -> Self {
        let partitions = (0..settings.partitions).map(|_| Partition::default()).collect();
        let record = KafkaRecord::new("").partition(settings.partitions).offset(0);
        let length = record.build(origin, &settings.name).to_string().len();
        let event = settings.event().record(record).build_in(origin).to_string();
        Self { partitions, envelope: event.len() - length, settings }
    }

    /// Appends a record to the partition that it names, and returns its offset.
    ///
    /// # Errors
    /// There is no such partition.
    pub(super) fn append(&mut self, record: KafkaRecord, origin: &Origin) -> Result<u64, String> {
        let number = record.partition_number();
        let (name, count) = (&self.settings.name, self.partitions.len());
        let Some(partition) = self.partitions.get_mut(number as usize) else {
            return Err(format!("{name} has partitions 0 to {}, and not {number}", count - 1));
        };
        let offset = partition.records.len() as u64;
        let record = record.stored(offset, origin.now);
        let length = record.build(origin, name).to_string().len() + 1;
        let before = partition.bytes.last().copied().unwrap_or_default();
        partition.bytes.push(before + length);
        partition.records.push(record);
        Ok(offset)
    }

    /// The offset that the next record of a partition will have.
    pub(super) fn end(&self, partition: u32) -> u64 {
        self.partition(partition).map_or(0, |partition| partition.records.len() as u64)
    }

    /// The offset from which a mapping reads a partition.
    pub(super) fn start(&self, partition: u32, from: StartingPosition) -> u64 {
        match from {
            StartingPosition::TrimHorizon => 0,
            StartingPosition::Latest => self.end(partition),
            StartingPosition::AtTimestamp(time) => self.first_since(partition, time),
        }
    }

    /// Where a batch ends that begins at `start`, has up to `most` records and fits into an event.
    ///
    /// A record that fits into no event is a batch of its own, which Lambda will refuse.
    pub(super) fn batch_end(&self, partition: u32, start: u64, most: u64, limit: usize) -> u64 {
        let Some(partition) = self.partition(partition) else { return start };
        let before = match start.checked_sub(1) {
            Some(previous) => partition.bytes[previous as usize],
            None => 0,
        };
        let room = (before + limit).saturating_sub(self.envelope);
        let fits = partition.bytes.partition_point(|bytes| *bytes <= room) as u64;
        fits.max(start + 1).min(start + most).min(partition.records.len() as u64)
    }

    pub(super) fn records(&self, partition: u32, start: u64, end: u64) -> &[KafkaRecord] {
        self.partition(partition).map_or(&[], |one| &one.records[start as usize..end as usize])
    }

    fn first_since(&self, partition: u32, time: SystemTime) -> u64 {
        let records = self.records(partition, 0, self.end(partition));
        let first = records.iter().position(|record| record.time() >= Some(time));
        first.unwrap_or(records.len()) as u64
    }

    fn partition(&self, number: u32) -> Option<&Partition> {
        self.partitions.get(number as usize)
    }
}
