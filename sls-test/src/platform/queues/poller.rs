//! What Lambda knows of one mapping: what it is collecting, what is in flight, how much may be.

use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::mapping::QueueMapping;
use super::message::Stored;
use crate::cloud::batch::Batch;
use crate::platform::agenda::Moment;
use crate::platform::batch_delivery::BatchDelivery;
use crate::platform::limits::Limits;
use crate::platform::outcome::Outcome;
use crate::platform::pattern::Filters;

/// One mapping.
#[derive(Debug)]
pub(super) struct Poller {
    /// An ARN, as the function's.
    pub(super) queue: String,
    pub(super) function: String,
    pub(super) function_timeout: Duration,
    pub(super) settings: QueueMapping,
    pub(super) filters: Option<Filters>,
    pub(super) state: State,
    /// The batch that is being collected.
    pub(super) open: Open,
    /// When it looks into the queue next.
    pub(super) wake: Option<Moment>,
    /// Batches in flight, or waiting after a throttle.
    pub(super) busy: u32,
    /// How many of them there may be.
    pub(super) capacity: u32,
    /// Whether it will be given more.
    pub(super) scaling: bool,
    pub(super) deliveries: Vec<BatchDelivery>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Enabled,
    Disabled,
    Deleted,
}

/// A batch that is being collected.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) messages: Vec<Stored>,
    /// The JSON of the messages, with a comma after each.
    pub(super) records: Vec<u8>,
    /// The end of the window.
    pub(super) closes: Option<Moment>,
    /// Whether it would be in flight if there were room.
    pub(super) overdue: bool,
}

/// A batch that was handed to the function.
#[derive(Debug)]
pub(super) struct Flight {
    /// The number of the mapping.
    pub(super) mapping: u64,
    pub(super) messages: Vec<Stored>,
    pub(super) payload: Bytes,
    /// How often it was refused for want of capacity.
    pub(super) throttles: u32,
}

impl Poller {
    pub(super) fn new(
        queue: String,
        function: String,
        function_timeout: Duration,
        settings: QueueMapping,
        filters: Option<Filters>,
        limits: &Limits,
    ) -> Self {
        let mut poller = Self {
            queue,
            function,
            function_timeout,
            settings,
            filters,
            state: State::Enabled,
            open: Open::default(),
            wake: None,
            busy: 0,
            capacity: 0,
            scaling: false,
            deliveries: Vec::new(),
        };
        poller.capacity = poller.least(limits);
        poller
    }

    /// How many batches may be in flight when there is nothing special to do.
    fn least(&self, limits: &Limits) -> u32 {
        let least = match self.settings.pollers {
            Some((least, _)) => least * BATCHES_PER_POLLER,
            None => limits.sqs_pollers,
        };
        least.min(self.most(limits))
    }

    fn most(&self, limits: &Limits) -> u32 {
        match self.settings.pollers {
            Some((_, most)) => most * BATCHES_PER_POLLER,
            None => {
                self.settings.maximum_concurrency.unwrap_or(u32::MAX).min(limits.sqs_pollers_max)
            }
        }
    }

    /// Whether another batch may be collected or handed over.
    pub(super) fn has_room(&self) -> bool {
        self.busy < self.capacity
    }

    pub(super) fn may_grow(&self, limits: &Limits) -> bool {
        self.capacity < self.most(limits)
    }

    pub(super) fn grow(&mut self, limits: &Limits) {
        let more = self.capacity.saturating_add(limits.sqs_pollers_per_minute);
        self.capacity = more.min(self.most(limits));
    }

    /// Half as many batches in flight, as the function is in trouble.
    pub(super) fn shrink(&mut self, limits: &Limits) {
        self.capacity = (self.capacity / 2).max(self.least(limits));
    }

    /// As at the beginning, as there is nothing to do.
    pub(super) fn rest(&mut self, limits: &Limits) {
        self.capacity = self.least(limits);
    }

    pub(super) fn is_windowed(&self) -> bool {
        !self.settings.window.is_zero()
    }

    /// How long a batch is collected.
    pub(super) fn window(&self, limits: &Limits) -> Duration {
        match self.settings.low_traffic && self.is_windowed() {
            true => self.settings.window.max(limits.sqs_low_traffic_wait),
            false => self.settings.window,
        }
    }

    /// How long messages are hidden while they are collected and handled.
    pub(super) fn hide(&self, visibility_timeout: Duration, limits: &Limits) -> Duration {
        let needed = self.settings.window + self.function_timeout;
        match self.is_windowed() && needed > visibility_timeout {
            true => needed + limits.sqs_window_visibility_margin,
            false => visibility_timeout,
        }
    }
}

impl Open {
    /// The event, and the messages in it; nothing is open afterwards.
    pub(super) fn close(&mut self) -> (Bytes, Vec<Stored>, Option<Moment>) {
        let Self { messages, mut records, closes, .. } = std::mem::take(self);
        records.pop();
        let payload = [HEAD, &records[..], TAIL].concat();
        (payload.into(), messages, closes)
    }

    /// How many bytes the event has with this record in it.
    pub(super) fn size_with(&self, record: &[u8]) -> usize {
        HEAD.len() + self.records.len() + record.len() + TAIL.len()
    }

    pub(super) fn add(&mut self, message: Stored, record: &[u8]) {
        self.messages.push(message);
        self.records.extend(record);
        self.records.push(b',');
    }
}

impl Flight {
    /// The positions of the messages that stay in the queue.
    pub(super) fn failed(&self, outcome: &Outcome, reports: bool) -> Vec<usize> {
        let all = || (0..self.messages.len()).collect();
        match outcome {
            Outcome::Reply(reply) if reports => {
                let batch = Batch::named("aws:sqs", self.ids());
                let failed = batch.and_then(|batch| batch.failed_positions(reply).ok());
                failed.unwrap_or_else(all)
            }
            Outcome::Reply(_) => Vec::new(),
            _ => all(),
        }
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.messages.iter().map(|message| message.message_id.clone()).collect()
    }

    /// When the first of the messages can be received by others.
    pub(super) fn hidden_until(&self) -> Option<SystemTime> {
        self.messages.iter().map(|message| message.visible_at).min()
    }
}

const HEAD: &[u8] = br#"{"Records":["#;
const TAIL: &[u8] = b"]}";

/// How many batches a provisioned poller has in flight.
const BATCHES_PER_POLLER: u32 = 10;
