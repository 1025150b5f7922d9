//! What a queue keeps, hides, gives out and gives up.
//!
//! (Amazon SQS developer guide, "Amazon SQS visibility timeout", "Using dead-letter queues in Amazon
//! SQS" and "Setting-up dead-letter queue retention in Amazon SQS".)
//! Nothing here waits: whoever asks brings the time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::fifo::{self, Deduplication};
use super::message::{QueueMessage, Stored};
use super::settings::QueueSettings;
use crate::platform::desk::Desk;
use crate::platform::parcel::Message;

/// One queue.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) arn: String,
    pub(super) settings: QueueSettings,
    messages: BTreeMap<u64, Stored>,
    /// All messages, by when they can be received.
    visible: BTreeSet<(SystemTime, u64)>,
    /// The messages that somebody received, by their latest handle.
    receipts: BTreeMap<String, u64>,
    deduplication: Deduplication,
    /// No message expires before.
    expires: Option<SystemTime>,
    last_position: u64,
}

/// What somebody received, and what became dead letters instead.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) messages: Vec<Stored>,
    pub(super) dead: Vec<Stored>,
}

impl Queue {
    pub(super) fn new(arn: String, settings: QueueSettings) -> Self {
        Self {
            arn,
            settings,
            messages: BTreeMap::new(),
            visible: BTreeSet::new(),
            receipts: BTreeMap::new(),
            deduplication: Deduplication::default(),
            expires: None,
            last_position: 0,
        }
    }

    /// Takes a message, and returns its id.
    ///
    /// # Errors
    /// Why SQS refuses it.
    pub(super) fn send(&mut self, mut message: Message, desk: &mut Desk) -> Result<String, String> {
        let now = desk.now();
        let (size, limit) = (size(&message), desk.limits.sqs_message);
        if size > limit {
            return Err(format!("the message has {size} bytes, and may have {limit}"));
        }
        let message_id = desk.origin.ids.uuid();
        let mut sequence_number = None;
        if self.settings.is_fifo() {
            fifo::complete(&mut message, self.settings.content_based_deduplication)?;
            let window = desk.limits.sqs_deduplication;
            let id = message.deduplication_id.as_deref().unwrap_or_default();
            if let Some(first) = self.deduplication.first(id, &message_id, now, window) {
                desk.note(&self.arn, || format!("{first} was sent again and is not stored"));
                return Ok(first);
            }
            sequence_number = Some(desk.origin.fifo_sequence_number());
        }
        let delay = if message.delay.is_zero() { self.settings.delay } else { message.delay };
        self.put(Stored {
            position: 0,
            message_id: message_id.clone(),
            content: Arc::new(message),
            sequence_number,
            sent_at: now,
            kept_from: now,
            first_received_at: None,
            receive_count: 0,
            received_here: 0,
            visible_at: now + delay,
            receipt: None,
            dead_letter_source: None,
        });
        Ok(message_id)
    }

    /// Takes a message that another queue gave up.
    ///
    /// A standard queue counts its age from when it was first sent, a FIFO queue from now.
    pub(super) fn take_over(&mut self, dead: Stored, source: &str, now: SystemTime) {
        let kept_from = if self.settings.is_fifo() { now } else { dead.kept_from };
        self.put(Stored {
            kept_from,
            received_here: 0,
            visible_at: now,
            receipt: None,
            dead_letter_source: Some(source.to_owned()),
            ..dead
        });
    }

    /// Gives out up to so many messages and hides them.
    ///
    /// Those that were received `redrive` times before are given up instead.
    pub(super) fn receive(
        &mut self,
        most: usize,
        hide: Duration,
        redrive: Option<u32>,
        desk: &mut Desk,
    ) -> Received {
        self.expire(desk.now());
        let mut received = Received::default();
        // Again, as messages that are given up make place for others.
        while received.messages.len() < most {
            let taken = &received.messages;
            let found = self.receivable(most - taken.len(), desk.now(), taken);
            if found.is_empty() {
                break;
            }
            for position in found {
                let count = self.messages.get(&position).map(|message| message.received_here);
                if redrive.is_some_and(|most| count >= Some(most)) {
                    received.dead.extend(self.remove(position));
                } else {
                    received.messages.extend(self.hand_out(position, hide, desk));
                }
            }
        }
        received
    }

    /// Deletes what was received with this handle, unless it was received again since.
    ///
    /// A FIFO queue refuses it once the visibility timeout is over.
    pub(super) fn delete(&mut self, receipt: &str, now: SystemTime) -> bool {
        self.expire(now);
        let Some(&position) = self.receipts.get(receipt) else { return false };
        let in_flight = self.messages.get(&position).is_some_and(|one| one.is_in_flight(now));
        if self.settings.is_fifo() && !in_flight {
            return false;
        }
        self.remove(position).is_some()
    }

    /// Hides what was received with this handle for so long from now; `false` if it is not in flight.
    pub(super) fn change_visibility(
        &mut self,
        receipt: &str,
        timeout: Duration,
        now: SystemTime,
    ) -> bool {
        self.expire(now);
        let Some(&position) = self.receipts.get(receipt) else { return false };
        let in_flight = |message: &&mut Stored| message.is_in_flight(now);
        let Some(message) = self.messages.get_mut(&position).filter(in_flight) else {
            return false;
        };
        self.visible.remove(&(message.visible_at, position));
        message.visible_at = now + timeout;
        self.visible.insert((message.visible_at, position));
        true
    }

    /// From when on a message can be received, as things are.
    pub(super) fn next_visible(&mut self, now: SystemTime) -> Option<SystemTime> {
        self.expire(now);
        if self.settings.is_fifo() {
            return fifo::next_visible(self.messages.values(), now);
        }
        self.visible.first().map(|(at, _)| (*at).max(now))
    }

    /// Deletes everything.
    pub(super) fn purge(&mut self) {
        self.messages.clear();
        self.visible.clear();
        self.receipts.clear();
    }

    /// What is in the queue, in the order in which it was sent.
    pub(super) fn messages(&self, now: SystemTime) -> Vec<QueueMessage> {
        let kept = self.messages.values().filter(|message| !self.is_expired(message, now));
        kept.map(|message| message.view(now)).collect()
    }

    fn put(&mut self, mut message: Stored) {
        self.last_position += 1;
        message.position = self.last_position;
        let expires = message.kept_from + self.settings.message_retention_period;
        self.expires = Some(self.expires.map_or(expires, |known| known.min(expires)));
        self.visible.insert((message.visible_at, message.position));
        self.messages.insert(message.position, message);
    }

    fn remove(&mut self, position: u64) -> Option<Stored> {
        let message = self.messages.remove(&position)?;
        self.visible.remove(&(message.visible_at, position));
        if let Some(receipt) = &message.receipt {
            self.receipts.remove(receipt);
        }
        Some(message)
    }

    /// Where messages are that can be received now; `taken` were received in the same breath.
    fn receivable(&self, most: usize, now: SystemTime, taken: &[Stored]) -> Vec<u64> {
        let taken: BTreeSet<_> = taken.iter().map(|message| message.position).collect();
        if self.settings.is_fifo() {
            return fifo::receivable(self.messages.values(), most, now, &taken);
        }
        let visible = self.visible.iter().take_while(|(at, _)| *at <= now);
        let positions = visible.map(|(_, position)| *position);
        positions.filter(|position| !taken.contains(position)).take(most).collect()
    }

    fn hand_out(&mut self, position: u64, hide: Duration, desk: &mut Desk) -> Option<Stored> {
        let now = desk.now();
        let message = self.messages.get_mut(&position)?;
        self.visible.remove(&(message.visible_at, position));
        message.receive_count += 1;
        message.received_here += 1;
        message.first_received_at.get_or_insert(now);
        message.visible_at = now + hide;
        let receipt = format!("AQEB{}", desk.origin.opaque(141));
        if let Some(old) = message.receipt.replace(receipt.clone()) {
            self.receipts.remove(&old);
        }
        self.receipts.insert(receipt, position);
        self.visible.insert((message.visible_at, position));
        Some(message.clone())
    }

    fn is_expired(&self, message: &Stored, now: SystemTime) -> bool {
        message.kept_from + self.settings.message_retention_period <= now
    }

    fn expire(&mut self, now: SystemTime) {
        if self.expires.is_none_or(|expires| expires > now) {
            return;
        }
        let expired = self.messages.values().filter(|message| self.is_expired(message, now));
        let expired: Vec<_> = expired.map(|message| message.position).collect();
        for position in expired {
            self.remove(position);
        }
        let period = self.settings.message_retention_period;
        self.expires = self.messages.values().map(|message| message.kept_from + period).min();
    }
}

/// What SQS counts: the body, and the attributes with their names and types.
fn size(message: &Message) -> usize {
    let attributes = message.attributes.iter();
    let attributes =
        attributes.map(|(name, one)| name.len() + one.data_type.len() + one.value.len());
    message.body.len() + attributes.sum::<usize>()
}
