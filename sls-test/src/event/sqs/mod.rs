//! Batches of an SQS queue.

mod attribute;
mod message;

use serde::Serialize;
use serde_json::{Value, json};

pub use attribute::SqsAttribute;
pub use message::SqsMessage;

use super::patch::Patches;
use super::{Origin, event_builder};

/// A batch of messages of an SQS queue, standard or FIFO.
///
/// A queue whose name ends in `.fifo` gives every message a group, a deduplication id and a
/// sequence number that grows with every message built from one origin. Digests are the ones that
/// SQS would compute, times are text. Until messages are added, it holds the message `hello`.
/// (AWS Lambda developer guide, "Using Lambda with Amazon SQS".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{SqsEvent, SqsMessage};
///
/// let event = SqsEvent::new("orders.fifo")
///     .body_json(&json!({"order": 7}))
///     .message(SqsMessage::new("not JSON").group("customer-1").receive_count(3))
///     .build();
/// assert_eq!(event["Records"][0]["body"], r#"{"order":7}"#);
/// assert_eq!(event["Records"][1]["attributes"]["MessageGroupId"], "customer-1");
/// assert_eq!(event["Records"][1]["attributes"]["ApproximateReceiveCount"], "3");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SqsEvent {
    queue: String,
    messages: Vec<SqsMessage>,
    windowed: bool,
    patches: Patches,
}

event_builder!(SqsEvent);

impl SqsEvent {
    /// The message `hello` of a queue, which is a name or an ARN.
    pub fn new(queue: impl Into<String>) -> Self {
        Self {
            queue: queue.into(),
            messages: Vec::new(),
            windowed: false,
            patches: Patches::default(),
        }
    }

    /// Adds a message.
    pub fn message(mut self, message: SqsMessage) -> Self {
        self.messages.push(message);
        self
    }

    /// Adds messages.
    pub fn messages(mut self, messages: impl IntoIterator<Item = SqsMessage>) -> Self {
        self.messages.extend(messages);
        self
    }

    /// Adds a message with this text.
    pub fn body(self, text: impl Into<String>) -> Self {
        self.message(SqsMessage::new(text))
    }

    /// Adds a message that is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn body_json(self, value: &(impl Serialize + ?Sized)) -> Self {
        self.message(SqsMessage::json(value))
    }

    /// Default: at once. Lambda collected the batch for a batching window.
    ///
    /// The digest of a message without attributes is null then, and else missing.
    pub fn through_window(mut self) -> Self {
        self.windowed = true;
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let queue = origin.arn("sqs", &self.queue);
        let hello = [SqsMessage::new("hello")];
        let messages = if self.messages.is_empty() { &hello[..] } else { &self.messages };
        let records = messages.iter().map(|message| message.build(origin, &queue, self.windowed));
        json!({"Records": records.collect::<Vec<_>>()})
    }
}
