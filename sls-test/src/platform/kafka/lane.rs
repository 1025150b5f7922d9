//! How far a mapping is in one partition, and what it is doing there.

use std::time::Duration;

use super::settings::KafkaMapping;
use crate::cloud::batch::Batch;
use crate::platform::agenda::Moment;
use crate::platform::batch_delivery::BatchDelivery;
use crate::platform::limits::Limits;
use crate::platform::outcome::Outcome;

/// One mapping.
#[derive(Debug)]
pub(super) struct Mapping {
    pub(super) topic: String,
    /// The ARN of the function.
    pub(super) function: String,
    pub(super) settings: KafkaMapping,
    pub(super) enabled: bool,
    /// By partition.
    pub(super) lanes: Vec<Lane>,
    pub(super) deliveries: Vec<BatchDelivery>,
}

/// One partition, as a mapping reads it.
#[derive(Debug)]
pub(super) struct Lane {
    /// The offset of the first record that is not done.
    pub(super) position: u64,
    pub(super) state: State,
    /// Where the batch ends that has to be tried again.
    pub(super) retry_to: Option<u64>,
    /// How often the batch has failed.
    pub(super) failures: u32,
    /// How often in a row it was not done, throttles included.
    pub(super) waits: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// There is nothing to read.
    Idle,
    /// Records are collected until then.
    Collecting(Moment),
    Flying,
    /// The batch is tried again then.
    Waiting(Moment),
}

/// A batch that was handed to the function.
#[derive(Debug)]
pub(super) struct Flight {
    /// The number of the mapping.
    pub(super) mapping: u64,
    pub(super) partition: u32,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) batch: Option<Batch>,
}

impl Lane {
    pub(super) fn at(position: u64) -> Self {
        Self { position, state: State::Idle, retry_to: None, failures: 0, waits: 0 }
    }

    /// Everything before this offset is done.
    pub(super) fn advance(&mut self, position: u64) {
        if position > self.position {
            (self.failures, self.waits) = (0, 0);
        }
        self.position = position;
        self.retry_to = self.retry_to.filter(|end| *end > position);
    }

    /// How long to wait before the next attempt.
    pub(super) fn back_off(&mut self, limits: &Limits) -> Duration {
        let factor = 1 << self.waits.min(16);
        self.waits += 1;
        (limits.stream_backoff * factor).min(limits.stream_backoff_max)
    }
}

impl Flight {
    /// The offset from which records have to come again, if any.
    pub(super) fn failed_from(&self, outcome: &Outcome, reports: bool) -> Option<u64> {
        match (outcome, &self.batch) {
            (Outcome::Reply(reply), Some(batch)) if reports => {
                match batch.failed_positions(reply) {
                    Ok(failed) => Some(self.start + *failed.first()? as u64),
                    Err(_) => Some(self.start),
                }
            }
            (Outcome::Reply(_), _) => None,
            _ => Some(self.start),
        }
    }

    /// The records from one offset to the end, as `TOPIC-PARTITION:OFFSET`.
    pub(super) fn records(&self, topic: &str, from: u64) -> Vec<String> {
        let partition = self.partition;
        (from..self.end).map(|offset| format!("{topic}-{partition}:{offset}")).collect()
    }
}
