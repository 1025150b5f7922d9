//! A queue of a cloud, as a handle.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::Cloud;
use crate::event::to_text;
use crate::platform::{Message, QueueMessage, QueueSettings, World};

/// An SQS queue in a [`Cloud`], that keeps what is sent to it.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use sls_test::Cloud;
/// use sls_test::platform::QueueSettings;
///
/// let cloud = Cloud::empty();
/// let orders = cloud.create_queue(QueueSettings::new("orders"));
/// orders.send("seven");
/// let first = orders.receive(10);
/// assert!(orders.receive(10).is_empty());
///
/// cloud.advance(Duration::from_secs(30)).await;
/// let again = orders.receive(10);
/// assert_eq!(again[0].message_id, first[0].message_id);
/// assert!(orders.delete(again[0].receipt_handle.as_deref().unwrap()));
/// assert!(orders.messages().is_empty());
/// # }
/// ```
#[derive(Clone)]
pub struct DeployedQueue {
    cloud: Cloud,
    arn: String,
}

impl DeployedQueue {
    /// The ARN.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Sends a text, and returns the id of the message.
    ///
    /// # Panics
    /// If SQS would refuse it, as a FIFO queue does without a group.
    #[track_caller]
    pub fn send(&self, body: impl Into<String>) -> String {
        self.send_message(Message::new(body))
    }

    /// Sends the JSON text of a value, and returns the id of the message.
    ///
    /// # Panics
    /// If `value` has no JSON form, or SQS would refuse it.
    #[track_caller]
    pub fn send_json(&self, value: &(impl Serialize + ?Sized)) -> String {
        self.send(to_text(value))
    }

    /// Sends a message with attributes, a group, a delay and so on, and returns its id.
    ///
    /// A FIFO queue returns the id of the first of messages with one deduplication id.
    ///
    /// # Panics
    /// If SQS would refuse it.
    #[track_caller]
    pub fn send_message(&self, message: Message) -> String {
        match self.try_send(message) {
            Ok(id) => id,
            Err(why) => panic!("{} refuses a message: {why}", self.arn),
        }
    }

    /// As [`send_message`](Self::send_message), for messages that SQS may refuse.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn try_send(&self, message: Message) -> Result<String, String> {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.send(&self.arn, message, desk)
    }

    /// Receives up to so many messages that are visible now, and hides them.
    ///
    /// What was received as often as the redrive policy allows goes to the dead-letter queue instead.
    #[must_use]
    pub fn receive(&self, most: usize) -> Vec<QueueMessage> {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.receive_messages(&self.arn, most, desk)
    }

    /// Receives as [`receive`](Self::receive) does, and lets time pass until there is something.
    ///
    /// For tests, not for handlers: time does not pass while one runs.
    /// (Amazon SQS developer guide, "Amazon SQS short and long polling".)
    pub async fn receive_within(&self, most: usize, wait: Duration) -> Vec<QueueMessage> {
        let until = self.cloud.now() + wait;
        loop {
            self.cloud.advance(Duration::ZERO).await;
            let received = self.receive(most);
            let now = self.cloud.now();
            if !received.is_empty() || now >= until {
                return received;
            }
            let waiting = self.messages().into_iter().map(|message| message.visible_at);
            let next = waiting.chain(self.cloud.world().next_time()).filter(|at| *at > now).min();
            self.cloud.advance_to(next.unwrap_or(until).min(until)).await;
        }
    }

    /// Deletes what was received with this handle; `false` if it is too late for that.
    ///
    /// A later receipt of the message makes a handle worthless, and on a FIFO queue the end of the
    /// visibility timeout does.
    pub fn delete(&self, receipt_handle: &str) -> bool {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.delete(&self.arn, receipt_handle, desk)
    }

    /// Hides what was received with this handle for so long from now.
    ///
    /// `false` if it is not in flight any more.
    pub fn change_visibility(&self, receipt_handle: &str, timeout: Duration) -> bool {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.change_visibility(&self.arn, receipt_handle, timeout, desk)
    }

    /// Deletes everything.
    pub fn purge(&self) {
        self.cloud.world().queues.purge(&self.arn);
    }

    /// What is in the queue, in the order in which it was sent. Nothing is received by that.
    #[must_use]
    pub fn messages(&self) -> Vec<QueueMessage> {
        let World { queues, desk, .. } = &*self.cloud.world();
        queues.messages(&self.arn, desk)
    }
}

impl fmt::Debug for DeployedQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedQueue").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl Cloud {
    /// Adds a queue to the cloud, or changes the settings of one with that name.
    ///
    /// # Panics
    /// If SQS would refuse the settings.
    #[track_caller]
    pub fn create_queue(&self, settings: QueueSettings) -> DeployedQueue {
        let created = {
            let World { queues, desk, .. } = &mut *self.world();
            let arn = desk.origin.arn("sqs", &settings.name);
            queues.create(&arn, settings).map(|()| arn)
        };
        match created {
            Ok(arn) => DeployedQueue { cloud: self.clone(), arn },
            Err(why) => panic!("{why}"),
        }
    }
}
