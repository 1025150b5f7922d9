//! What is configured about topics and subscriptions.

use serde_json::Value;

use crate::event::to_text;

/// The configuration of a topic, with SNS's defaults.
///
/// A topic whose name ends in `.fifo` is a FIFO topic.
///
/// # Example
/// ```
/// use sls_test::Cloud;
/// use sls_test::platform::TopicSettings;
///
/// let topic = Cloud::empty().create_topic(TopicSettings::new("orders.fifo"));
/// assert!(topic.arn().ends_with(":orders.fifo"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct TopicSettings {
    pub(crate) name: String,
    pub(crate) content_based_deduplication: bool,
}

impl TopicSettings {
    /// A topic with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), content_based_deduplication: false }
    }

    /// Default: off. A FIFO topic takes a digest of the message as its deduplication id.
    pub fn content_based_deduplication(mut self) -> Self {
        self.content_based_deduplication = true;
        self
    }

    pub(super) fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
}

/// Who receives what is published to a topic, with SNS's defaults.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use serde_json::json;
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, Script, SubscriptionSettings, TopicSettings};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("count"), Script::always(Outcome::ok()));
/// let orders = cloud.create_topic(TopicSettings::new("orders"));
/// let policy = json!({"total": [{"numeric": [">", 100]}]});
/// orders.subscribe(
///     SubscriptionSettings::to(function.arn()).filter_policy(&policy).filter_message_body(),
/// );
///
/// orders.publish(r#"{"total":7}"#);
/// orders.publish(r#"{"total":700}"#);
/// cloud.run_until_idle().await;
/// assert_eq!(function.invocations().len(), 1);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SubscriptionSettings {
    pub(crate) endpoint: String,
    pub(crate) filter_policy: Option<String>,
    pub(crate) scope: Scope,
    pub(crate) raw: bool,
    pub(crate) dead_letter_queue: Option<String>,
}

/// What a filter policy looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Attributes,
    Body,
}

impl SubscriptionSettings {
    /// A subscription of the function or queue with this ARN.
    pub fn to(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            filter_policy: None,
            scope: Scope::Attributes,
            raw: false,
            dead_letter_queue: None,
        }
    }

    /// Default: none. Only messages that match are delivered.
    ///
    /// (Amazon SNS developer guide, "Amazon SNS subscription filter policies".)
    pub fn filter_policy(mut self, policy: &Value) -> Self {
        self.filter_policy = Some(to_text(policy));
        self
    }

    /// Default: the policy looks at the attributes. The scope `MessageBody` instead.
    pub fn filter_message_body(mut self) -> Self {
        self.scope = Scope::Body;
        self
    }

    /// Default: the message comes in an envelope. Queues only.
    pub fn raw_message_delivery(mut self) -> Self {
        self.raw = true;
        self
    }

    /// Default: none. The ARN of the queue that receives what could not be delivered.
    pub fn redrive_to(mut self, queue: impl Into<String>) -> Self {
        self.dead_letter_queue = Some(queue.into());
        self
    }
}
