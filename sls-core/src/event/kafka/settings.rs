//! How an event source mapping reads a topic.

use std::time::Duration;

use serde::Serialize;

use crate::event::mapping::{bad_filters, bad_pollers, out_of, out_of_seconds, some_seconds};

/// The settings of the event source mapping of a topic, by the names that AWS gives them.
///
/// Defaults and ranges are those of the AWS Lambda API reference, "CreateEventSourceMapping".
///
/// # Example
/// ```
/// use sls_core::event::kafka::Topic;
///
/// let topic = Topic::new("clicks").batch_size(500);
/// assert_eq!(topic.settings().batch_size, 500);
/// assert_eq!(topic.settings().batching_window, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TopicSettings {
    /// `BatchSize`: the most records in one event.
    pub batch_size: u32,
    /// `MaximumBatchingWindowInSeconds`: how long to wait for a full batch; `None` for 0.5 s.
    #[serde(serialize_with = "some_seconds")]
    pub batching_window: Option<Duration>,
    /// `BisectBatchOnFunctionError`: whether to retry a failed batch in two halves.
    pub bisect_batch_on_function_error: bool,
    /// `FilterCriteria`: patterns, of which a record has to match one; all match none.
    #[serde(rename = "filter")]
    pub filters: Vec<String>,
    /// `ProvisionedPollerConfig.MaximumPollers`: the most pollers of this mapping alone.
    pub maximum_pollers: Option<u32>,
    /// `MaximumRecordAgeInSeconds`: older records are given up; `None` for any age.
    #[serde(serialize_with = "some_seconds")]
    pub maximum_record_age: Option<Duration>,
    /// `MaximumRetryAttempts`: after these a batch is given up; -1 for never.
    pub maximum_retry_attempts: i32,
    /// `ProvisionedPollerConfig.MinimumPollers`: how many of them are always there.
    pub minimum_pollers: Option<u32>,
    /// `ReportBatchItemFailures` among the `FunctionResponseTypes`: whether replies are read.
    pub report_batch_item_failures: bool,
    /// `StartingPosition`: where to begin, `LATEST` or `TRIM_HORIZON`.
    pub starting_position: String,
}

impl Default for TopicSettings {
    fn default() -> Self {
        Self {
            batch_size: 100,
            batching_window: None,
            bisect_batch_on_function_error: false,
            filters: Vec::new(),
            maximum_pollers: None,
            maximum_record_age: None,
            maximum_retry_attempts: -1,
            minimum_pollers: None,
            report_batch_item_failures: true,
            starting_position: "TRIM_HORIZON".to_owned(),
        }
    }
}

impl TopicSettings {
    /// What Lambda would refuse, in its own terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let (window, age) = (self.batching_window, self.maximum_record_age);
        [
            out_of("BatchSize", self.batch_size, 1..=10_000),
            out_of("MaximumRetryAttempts", self.maximum_retry_attempts, -1..=10_000),
            window.and_then(|window| {
                out_of_seconds("MaximumBatchingWindowInSeconds", window, 0..=300)
            }),
            age.and_then(|age| out_of_seconds("MaximumRecordAgeInSeconds", age, 60..=604_800)),
            self.bad_position(),
            bad_filters(&self.filters),
        ]
        .into_iter()
        .flatten()
        .chain(bad_pollers(self.minimum_pollers, self.maximum_pollers, 1..=200))
        .collect()
    }

    fn bad_position(&self) -> Option<String> {
        let problem = match &*self.starting_position {
            "LATEST" | "TRIM_HORIZON" => return None,
            "AT_TIMESTAMP" => "`AT_TIMESTAMP` needs a time, which belongs to the deployment",
            _ => "it is neither",
        };
        Some(format!("`StartingPosition` has to be `LATEST` or `TRIM_HORIZON`: {problem}"))
    }
}
