//! What is configured about a queue.

use std::time::Duration;

/// The configuration of an SQS queue, with AWS's defaults.
///
/// A queue whose name ends in `.fifo` is a FIFO queue.
/// (Amazon SQS API reference, "CreateQueue".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::Cloud;
/// use sls_test::platform::QueueSettings;
///
/// let cloud = Cloud::empty();
/// let dead = cloud.create_queue(QueueSettings::new("orders-dead"));
/// let orders = QueueSettings::new("orders")
///     .visibility_timeout(Duration::from_secs(60))
///     .redrive_policy(dead.arn(), 3);
/// let orders = cloud.create_queue(orders);
/// assert_eq!(orders.arn(), "arn:aws:sqs:eu-west-1:111122223333:orders");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct QueueSettings {
    pub(crate) name: String,
    pub(crate) visibility_timeout: Duration,
    pub(crate) message_retention_period: Duration,
    pub(crate) delay: Duration,
    pub(crate) redrive: Option<Redrive>,
    pub(crate) content_based_deduplication: bool,
    pub(crate) duplicates_per_million: u32,
}

/// Where messages go that were received too often.
#[derive(Clone, Debug)]
pub(crate) struct Redrive {
    /// An ARN.
    pub(crate) target: String,
    pub(crate) max_receive_count: u32,
}

impl QueueSettings {
    /// A queue with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            visibility_timeout: Duration::from_secs(30),
            message_retention_period: Duration::from_secs(4 * 86_400),
            delay: Duration::ZERO,
            redrive: None,
            content_based_deduplication: false,
            duplicates_per_million: 0,
        }
    }

    /// Default: 30 seconds. How long a message that was received is hidden, up to 12 hours.
    pub fn visibility_timeout(mut self, timeout: Duration) -> Self {
        self.visibility_timeout = timeout;
        self
    }

    /// Default: 4 days. How long the queue keeps a message, one minute to 14 days.
    pub fn message_retention_period(mut self, period: Duration) -> Self {
        self.message_retention_period = period;
        self
    }

    /// Default: none. How long a new message is hidden, up to 15 minutes.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Default: none. The ARN of the queue for messages that were received so often, 1 to 1,000.
    pub fn redrive_policy(mut self, target: impl Into<String>, max_receive_count: u32) -> Self {
        self.redrive = Some(Redrive { target: target.into(), max_receive_count });
        self
    }

    /// Default: off. A FIFO queue takes messages with the same body for the same message.
    pub fn content_based_deduplication(mut self) -> Self {
        self.content_based_deduplication = true;
        self
    }

    /// Default: 0. How many of a million messages come again although they were deleted.
    ///
    /// On a standard queue, whose delivery is at least once; the seed of the cloud decides which.
    pub fn duplicates_per_million(mut self, messages: u32) -> Self {
        self.duplicates_per_million = messages;
        self
    }

    pub(crate) fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }

    /// Why SQS would refuse it.
    pub(crate) fn problem(&self) -> Option<String> {
        let seconds = Duration::from_secs;
        let range = |name: &str, value: Duration, least: u64, most: u64| {
            let fits = (seconds(least)..=seconds(most)).contains(&value);
            (!fits).then(|| format!("{name} is {value:?}; SQS takes {least} to {most} seconds"))
        };
        let redrive = || {
            let Redrive { target, max_receive_count } = self.redrive.as_ref()?;
            if !(1..=1000).contains(max_receive_count) {
                return Some(format!(
                    "maxReceiveCount is {max_receive_count}; SQS takes 1 to 1000"
                ));
            }
            let kind = |fifo| if fifo { "a FIFO queue" } else { "a standard queue" };
            let (own, other) = (self.is_fifo(), target.ends_with(".fifo"));
            (own != other).then(|| {
                format!(
                    "{target} is {}; the dead-letter queue of {} has to be one as well",
                    kind(other),
                    kind(own)
                )
            })
        };
        range("VisibilityTimeout", self.visibility_timeout, 0, 43_200)
            .or_else(|| {
                range("MessageRetentionPeriod", self.message_retention_period, 60, 1_209_600)
            })
            .or_else(|| range("DelaySeconds", self.delay, 0, 900))
            .or_else(redrive)
            .map(|why| format!("queue {}: {why}", self.name))
    }
}
