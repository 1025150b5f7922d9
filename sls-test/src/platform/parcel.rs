//! What the parts of the platform say to each other.
//!
//! No part knows another: each puts parcels on its [`Desk`](super::desk::Desk), and the
//! [`World`](super::World) carries them to whoever is addressed.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::Outcome;

/// A function is to be run; the answer goes to whoever holds the ticket.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The ARN of the function, with or without a qualifier.
    pub(crate) function: String,
    pub(crate) payload: Bytes,
    pub(crate) request_id: String,
    /// As JSON text.
    pub(crate) client_context: Option<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) ticket: Ticket,
}

/// Where an answer belongs: to a part, which knows the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ticket {
    pub(crate) part: PartName,
    pub(crate) number: u64,
}

/// Who may hold a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PartName {
    /// Somebody outside: a test, a front door.
    Caller,
    Asynchronous,
    Streams,
    Queues,
    Kafka,
}

/// How an invocation ended, for whoever asked for it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) request_id: String,
    pub(crate) outcome: Outcome,
    /// When the function began to run; of a throttle, when it was refused.
    pub(crate) started: SystemTime,
    pub(crate) ended: SystemTime,
    /// 0 if nothing ran.
    pub(crate) environment: u64,
}

/// What one part hands to another.
///
/// Addresses are ARNs. What nobody has is refused: its sender learns it if it has a ticket, and the
/// history says so.
#[derive(Clone, Debug)]
pub(crate) enum Parcel {
    /// `Invoke` with `RequestResponse`.
    Invoke(Request),
    /// `Invoke` with `Event`, from a service or a person.
    InvokeAsync { function: String, payload: Bytes, request_id: String },
    /// The answer to an [`Invoke`](Self::Invoke).
    Answered(Ticket, Answer),
    /// `SendMessage` to a queue.
    SendMessage { queue: String, message: Message },
    /// `Publish` to a topic.
    Publish { topic: String, message: Message },
    /// `PutEvents` with one event, which is complete but for its id, time, account and region.
    PutEvent {
        bus: String,
        source: String,
        detail_type: String,
        detail: String,
        resources: Vec<String>,
    },
    /// `PutObject`.
    PutObject { bucket: String, key: String, body: Bytes },
    /// `PutRecord` to a Kinesis stream.
    PutRecord { stream: String, partition_key: String, data: Bytes },
}

/// The content of a message, as queues and topics take it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The text.
    pub body: String,
    /// The subject, which only topics have.
    pub subject: Option<String>,
    /// The attributes, by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// The message group, of FIFO queues and topics.
    pub group_id: Option<String>,
    /// The deduplication id, of FIFO queues and topics.
    pub deduplication_id: Option<String>,
    /// How long the queue hides the message at first.
    pub delay: Duration,
}

impl Message {
    /// A message with this text and nothing else.
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }
}

/// An attribute of a message: its data type, as AWS names it, and its value.
///
/// The value of a binary attribute is in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attribute {
    /// `String`, `Number`, `Binary`, `String.Array`, or one of them with a suffix of one's own.
    pub data_type: String,
    /// The value, in the text form that AWS gives to functions.
    pub value: String,
}

impl Attribute {
    /// An attribute of this type and value.
    pub fn new(data_type: impl Into<String>, value: impl Into<String>) -> Self {
        Self { data_type: data_type.into(), value: value.into() }
    }
}
