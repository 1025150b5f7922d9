//! What is configured about a topic of Kafka and about a mapping that reads it.

use std::time::Duration;

use crate::event::KafkaEvent;
use crate::platform::streams::StartingPosition;

/// A topic of a Kafka cluster.
///
/// # Example
/// ```
/// use sls_test::Cloud;
/// use sls_test::platform::KafkaTopicSettings;
///
/// let topic = KafkaTopicSettings::new("clicks").partitions(3);
/// let clicks = Cloud::empty().create_kafka_topic(topic);
/// assert_eq!(clicks.name(), "clicks");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct KafkaTopicSettings {
    pub(crate) name: String,
    pub(crate) partitions: u32,
    cluster: Option<String>,
}

impl KafkaTopicSettings {
    /// A topic with one partition, of an Amazon MSK cluster named `cluster`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), partitions: 1, cluster: Some("cluster".to_owned()) }
    }

    /// Default: 1. How many partitions there are, at least one.
    pub fn partitions(mut self, partitions: u32) -> Self {
        self.partitions = partitions.max(1);
        self
    }

    /// Default: `cluster`. The MSK cluster, a name or an ARN.
    pub fn cluster(mut self, cluster: impl Into<String>) -> Self {
        self.cluster = Some(cluster.into());
        self
    }

    /// Default: an MSK cluster. The cluster is not AWS's.
    pub fn self_managed(mut self) -> Self {
        self.cluster = None;
        self
    }

    /// An event of the topic, to which records are added.
    pub(super) fn event(&self) -> KafkaEvent {
        let event = KafkaEvent::new(&self.name);
        match &self.cluster {
            Some(cluster) => event.cluster(cluster),
            None => event.self_managed(),
        }
    }
}

/// The configuration of an event source mapping of a Kafka topic, with Lambda's defaults.
///
/// (AWS Lambda API reference, "CreateEventSourceMapping".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::{KafkaMapping, StartingPosition};
///
/// let mapping = KafkaMapping::new(StartingPosition::TrimHorizon)
///     .batch_size(10)
///     .maximum_batching_window(Duration::from_secs(1))
///     .report_batch_item_failures();
/// # drop(mapping);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct KafkaMapping {
    pub(super) start: StartingPosition,
    pub(super) batch_size: u64,
    pub(super) window: Duration,
    pub(super) reports: bool,
    pub(super) maximum_retry_attempts: Option<u32>,
}

impl KafkaMapping {
    /// A mapping that is enabled and begins here.
    pub fn new(start: StartingPosition) -> Self {
        Self {
            start,
            batch_size: 100,
            window: Duration::from_millis(500),
            reports: false,
            maximum_retry_attempts: None,
        }
    }

    /// Default: 100. The most records of a batch, 1 to 10,000.
    pub fn batch_size(mut self, records: u64) -> Self {
        self.batch_size = records;
        self
    }

    /// Default: 500 ms. How long Lambda collects records for a batch, up to 5 minutes.
    pub fn maximum_batching_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Default: off. The function reports which records failed, by partition and offset.
    pub fn report_batch_item_failures(mut self) -> Self {
        self.reports = true;
        self
    }

    /// Default: no limit. How often a failed batch is tried again before it is passed over.
    pub fn maximum_retry_attempts(mut self, attempts: u32) -> Self {
        self.maximum_retry_attempts = Some(attempts);
        self
    }

    /// Why Lambda would refuse it.
    pub(super) fn problem(&self) -> Option<String> {
        if !(1..=10_000).contains(&self.batch_size) {
            return Some(format!("BatchSize is {}; Kafka takes 1 to 10000", self.batch_size));
        }
        if self.window > Duration::from_secs(300) {
            let window = self.window;
            return Some(format!("MaximumBatchingWindowInSeconds is {window:?}; up to 300 s"));
        }
        let attempts = self.maximum_retry_attempts?;
        (attempts > 10_000).then(|| "MaximumRetryAttempts takes up to 10000".to_owned())
    }
}
