//! One message, as a queue keeps it and as a client sees it.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use crate::event::{Origin, SqsAttribute, SqsMessage};
use crate::platform::Message;

/// A message in a queue, as it was when somebody looked.
///
/// # Example
/// ```
/// use sls_test::Cloud;
/// use sls_test::platform::{MessageState, QueueSettings};
///
/// let orders = Cloud::empty().create_queue(QueueSettings::new("orders"));
/// orders.send("seven");
/// assert_eq!(orders.messages()[0].state, MessageState::Visible);
///
/// let received = orders.receive(10);
/// assert_eq!((received[0].body(), received[0].receive_count), ("seven", 1));
/// assert_eq!(orders.messages()[0].state, MessageState::InFlight);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueMessage {
    /// The id, which the message keeps in a dead-letter queue.
    pub message_id: String,
    /// The body, attributes, group and deduplication id, as they were sent.
    pub content: Arc<Message>,
    /// How often the message was received.
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: SystemTime,
    /// The number that a FIFO queue gave it.
    pub sequence_number: Option<String>,
    /// What a client needs to delete it: the handle of the last time that it was received.
    pub receipt_handle: Option<String>,
    /// Whether somebody could receive it.
    pub state: MessageState,
    /// From when on somebody can receive it, if it is not deleted before.
    pub visible_at: SystemTime,
    /// The ARN of the queue that gave it up.
    pub dead_letter_source: Option<String>,
}

impl QueueMessage {
    /// The text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.content.body
    }
}

/// Whether a message can be received.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::Cloud;
/// use sls_test::platform::{MessageState, QueueSettings};
///
/// let later = QueueSettings::new("later").delay(Duration::from_secs(5));
/// let queue = Cloud::empty().create_queue(later);
/// queue.send("wait");
/// assert_eq!(queue.messages()[0].state, MessageState::Delayed);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageState {
    /// It was sent with a delay, which is not over.
    Delayed,
    /// Somebody has received it, and its visibility timeout is not over.
    InFlight,
    /// It can be received, unless a message of its group is in flight.
    Visible,
}

/// A message in its queue.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    /// Its place in the order of sending.
    pub(super) position: u64,
    pub(super) message_id: String,
    pub(super) content: Arc<Message>,
    pub(super) sequence_number: Option<String>,
    pub(super) sent_at: SystemTime,
    /// What retention counts from.
    pub(super) kept_from: SystemTime,
    pub(super) first_received_at: Option<SystemTime>,
    pub(super) receive_count: u32,
    /// How often it was received from this queue, which is what the redrive policy counts.
    pub(super) received_here: u32,
    pub(super) visible_at: SystemTime,
    pub(super) receipt: Option<String>,
    pub(super) dead_letter_source: Option<String>,
}

impl Stored {
    pub(super) fn group(&self) -> &str {
        self.content.group_id.as_deref().unwrap_or_default()
    }

    pub(super) fn is_in_flight(&self, now: SystemTime) -> bool {
        self.receipt.is_some() && self.visible_at > now
    }

    pub(super) fn view(&self, now: SystemTime) -> QueueMessage {
        let state = match (self.visible_at > now, &self.receipt) {
            (false, _) => MessageState::Visible,
            (true, Some(_)) => MessageState::InFlight,
            (true, None) => MessageState::Delayed,
        };
        QueueMessage {
            message_id: self.message_id.clone(),
            content: Arc::clone(&self.content),
            receive_count: self.receive_count,
            sent_at: self.sent_at,
            sequence_number: self.sequence_number.clone(),
            receipt_handle: self.receipt.clone(),
            state,
            visible_at: self.visible_at,
            dead_letter_source: self.dead_letter_source.clone(),
        }
    }

    /// The message as a function receives it; `windowed` if it was collected for a window.
    pub(super) fn record(&self, origin: &Origin, queue: &str, windowed: bool) -> Value {
        let content = &*self.content;
        let mut message = SqsMessage::new(&content.body)
            .message_id(&self.message_id)
            .receive_count(self.receive_count)
            .sent_at(self.sent_at);
        for (name, attribute) in &content.attributes {
            message = message.attribute(name, SqsAttribute::of(attribute));
        }
        if let Some(time) = self.first_received_at {
            message = message.first_received_at(time);
        }
        if let Some(receipt) = &self.receipt {
            message = message.receipt_handle(receipt);
        }
        if let Some(group) = &content.group_id {
            message = message.group(group);
        }
        if let Some(id) = &content.deduplication_id {
            message = message.deduplication_id(id);
        }
        if let Some(number) = &self.sequence_number {
            message = message.sequence_number(number);
        }
        if let Some(source) = &self.dead_letter_source {
            message = message.dead_letter_of(source);
        }
        message.build(origin, queue, windowed)
    }
}
