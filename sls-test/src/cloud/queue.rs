//! A queue that the function reads.

use serde::Serialize;

use super::{Cloud, PendingDelivery};
use crate::event::{SqsEvent, SqsMessage};

/// An SQS queue, standard or FIFO; each call delivers one batch at once.
///
/// A queue whose name ends in `.fifo` is a FIFO queue: its messages have groups and come in order.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::sqs;
/// use sls_core::{App, Error, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn ship(Json(order): Json<u32>) -> Result<(), Error> {
///     if order == 0 { Err(Error::msg("no such order")) } else { Ok(()) }
/// }
///
/// let app = App::new().handler(Handler::new("ship").on(sqs::Queue::new("orders"), ship));
/// let orders = Cloud::new(app).await.sqs("orders");
/// orders.send(&7).await.assert_ok();
/// assert_eq!(orders.send_all(&[7, 0, 8]).await.failed_positions(), [1]);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Queue {
    cloud: Cloud,
    queue: String,
    group: Option<String>,
}

impl Queue {
    pub(super) fn new(cloud: Cloud, queue: String) -> Self {
        Self { cloud, queue, group: None }
    }

    /// Default: `group` on a FIFO queue. The same queue, sending to this message group.
    ///
    /// Messages of [`send_messages`](Self::send_messages) name their groups themselves.
    #[must_use]
    pub fn group(mut self, id: impl Into<String>) -> Self {
        self.group = Some(id.into());
        self
    }

    /// Sends the JSON text of a value.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn send(&self, value: &(impl Serialize + ?Sized)) -> PendingDelivery<SqsEvent> {
        self.deliver([SqsMessage::json(value)])
    }

    /// Sends a text.
    pub fn send_text(&self, text: impl Into<String>) -> PendingDelivery<SqsEvent> {
        self.deliver([SqsMessage::new(text)])
    }

    /// Sends the JSON texts of values, which arrive in one batch.
    ///
    /// # Panics
    /// If there are none, which no queue delivers, or one of them has no JSON form.
    #[track_caller]
    pub fn send_all<T: Serialize>(&self, values: &[T]) -> PendingDelivery<SqsEvent> {
        assert!(!values.is_empty(), "{NOTHING}");
        // A loop, so that a panic names the caller and not a closure.
        let mut messages = Vec::with_capacity(values.len());
        for value in values {
            messages.push(SqsMessage::json(value));
        }
        self.deliver(messages)
    }

    /// Sends messages with groups, attributes, receive counts and so on of their own.
    ///
    /// # Panics
    /// If there are none, which no queue delivers.
    #[track_caller]
    pub fn send_messages(
        &self,
        messages: impl IntoIterator<Item = SqsMessage>,
    ) -> PendingDelivery<SqsEvent> {
        let messages: Vec<_> = messages.into_iter().collect();
        assert!(!messages.is_empty(), "{NOTHING}");
        self.cloud.deliver(SqsEvent::new(&self.queue).messages(messages))
    }

    fn deliver(&self, messages: impl IntoIterator<Item = SqsMessage>) -> PendingDelivery<SqsEvent> {
        let messages = messages.into_iter().map(|message| match &self.group {
            Some(group) => message.group(group),
            None => message,
        });
        self.cloud.deliver(SqsEvent::new(&self.queue).messages(messages))
    }
}

/// The builder would put a message of its own into an empty batch.
const NOTHING: &str = "a queue delivers batches of at least one message; give it one";
