//! A topic of a cloud, as a handle.

use std::fmt;
use std::time::Duration;

use super::Cloud;
use crate::platform::{Message, SubscriptionSettings, TopicSettings, World};

/// An SNS topic in a [`Cloud`], that delivers to whoever is subscribed.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, Script, SubscriptionSettings, TopicSettings};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("count"), Script::always(Outcome::ok()));
/// let orders = cloud.create_topic(TopicSettings::new("orders"));
/// orders.subscribe(SubscriptionSettings::to(function.arn()));
///
/// let message_id = orders.publish("seven");
/// cloud.run_until_idle().await;
/// let event = function.invocations()[0].json();
/// assert_eq!(event["Records"][0]["Sns"]["MessageId"], message_id);
/// # }
/// ```
#[derive(Clone)]
pub struct DeployedTopic {
    cloud: Cloud,
    arn: String,
}

impl DeployedTopic {
    /// The ARN.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Subscribes a function or a queue, and returns the ARN of the subscription.
    ///
    /// An endpoint has one subscription; the settings of an earlier one are replaced.
    ///
    /// # Panics
    /// If SNS would refuse it, as it does a function on a FIFO topic.
    #[track_caller]
    pub fn subscribe(&self, settings: SubscriptionSettings) -> String {
        match self.try_subscribe(settings) {
            Ok(arn) => arn,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    /// As [`subscribe`](Self::subscribe), for settings that SNS may refuse.
    ///
    /// # Errors
    /// AWS's name of the refusal, and why.
    pub fn try_subscribe(&self, settings: SubscriptionSettings) -> Result<String, String> {
        let World { topics, desk, .. } = &mut *self.cloud.world();
        topics.subscribe(&self.arn, settings, desk)
    }

    /// Publishes a text, and returns the id of the message.
    ///
    /// # Panics
    /// If SNS would refuse it.
    #[track_caller]
    pub fn publish(&self, text: impl Into<String>) -> String {
        self.publish_message(Message::new(text))
    }

    /// Publishes a message with a subject, attributes and so on, and returns its id.
    ///
    /// # Panics
    /// If SNS would refuse it.
    #[track_caller]
    pub fn publish_message(&self, message: Message) -> String {
        match self.try_publish(message) {
            Ok(id) => id,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    /// As [`publish_message`](Self::publish_message), for messages that SNS may refuse.
    ///
    /// # Errors
    /// AWS's name of the refusal, and why.
    pub fn try_publish(&self, message: Message) -> Result<String, String> {
        let World { topics, desk, .. } = &mut *self.cloud.world();
        topics.publish(&self.arn, message, false, desk)
    }

    /// Publishes with the message structure `json`: the body has a text for each protocol.
    ///
    /// # Errors
    /// AWS's name of the refusal, and why: the body is no object of texts with a `default`.
    pub fn try_publish_by_protocol(&self, message: Message) -> Result<String, String> {
        let World { topics, desk, .. } = &mut *self.cloud.world();
        topics.publish(&self.arn, message, true, desk)
    }

    /// Lets nobody be reached for so long from now: every delivery ends with status 503.
    pub fn interrupt(&self, duration: Duration) {
        let World { topics, desk, .. } = &mut *self.cloud.world();
        topics.interrupt(&self.arn, desk.now() + duration);
    }
}

impl fmt::Debug for DeployedTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedTopic").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl Cloud {
    /// Adds a topic to the cloud, or changes the settings of one with that name.
    pub fn create_topic(&self, settings: TopicSettings) -> DeployedTopic {
        let World { topics, desk, .. } = &mut *self.world();
        let arn = desk.origin.arn("sns", &settings.name);
        topics.create(arn.clone(), settings);
        DeployedTopic { cloud: self.clone(), arn }
    }
}
