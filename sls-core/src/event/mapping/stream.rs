//! How an event source mapping reads a stream.

use std::time::Duration;

use serde::Serialize;

use crate::event::mapping::{bad_filters, out_of, out_of_seconds, seconds, some_seconds};

/// The settings of the event source mapping, by the names that AWS gives them.
///
/// Defaults and ranges are those of the AWS Lambda API reference, "CreateEventSourceMapping".
///
/// # Example
/// ```
/// use sls_core::event::kinesis::Stream;
///
/// let stream = Stream::new("clicks").batch_size(500);
/// assert_eq!(stream.settings().batch_size, 500);
/// assert_eq!(stream.settings().maximum_retry_attempts, -1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StreamSettings {
    /// `BatchSize`: the most records in one event.
    pub batch_size: u32,
    /// `MaximumBatchingWindowInSeconds`: how long to wait for a full batch.
    #[serde(serialize_with = "seconds")]
    pub batching_window: Duration,
    /// `BisectBatchOnFunctionError`: whether to retry a failed batch in two halves.
    pub bisect_batch_on_function_error: bool,
    /// `FilterCriteria`: patterns, of which a record has to match one; all match none.
    #[serde(rename = "filter")]
    pub filters: Vec<String>,
    /// `MaximumRecordAgeInSeconds`: older records are given up; `None` for any age.
    #[serde(serialize_with = "some_seconds")]
    pub maximum_record_age: Option<Duration>,
    /// `MaximumRetryAttempts`: after these a batch is given up; -1 for never.
    pub maximum_retry_attempts: i32,
    /// `ParallelizationFactor`: how many batches of one shard run at the same time.
    pub parallelization_factor: u32,
    /// `StartingPosition`: where to begin, `LATEST` or `TRIM_HORIZON`.
    pub starting_position: String,
    /// `TumblingWindowInSeconds`: how long a window lasts; zero for none.
    #[serde(serialize_with = "seconds")]
    pub tumbling_window: Duration,
}

impl Default for StreamSettings {
    fn default() -> Self {
        Self {
            batch_size: 100,
            batching_window: Duration::ZERO,
            bisect_batch_on_function_error: false,
            filters: Vec::new(),
            maximum_record_age: None,
            maximum_retry_attempts: -1,
            parallelization_factor: 1,
            starting_position: "TRIM_HORIZON".to_owned(),
            tumbling_window: Duration::ZERO,
        }
    }
}

impl StreamSettings {
    /// What Lambda would refuse, in its own terms; records can be given up at `oldest` seconds.
    pub(crate) fn problems(&self, oldest: u64) -> Vec<String> {
        let count = [
            out_of("BatchSize", self.batch_size, 1..=10_000),
            out_of("MaximumRetryAttempts", self.maximum_retry_attempts, -1..=10_000),
            out_of("ParallelizationFactor", self.parallelization_factor, 1..=10),
        ];
        let age = self.maximum_record_age;
        let time = [
            out_of_seconds("MaximumBatchingWindowInSeconds", self.batching_window, 0..=300),
            age.and_then(|age| out_of_seconds("MaximumRecordAgeInSeconds", age, 60..=oldest)),
            out_of_seconds("TumblingWindowInSeconds", self.tumbling_window, 0..=900),
        ];
        let rest = [self.bad_position(), self.shared_window(), bad_filters(&self.filters)];
        count.into_iter().chain(time).chain(rest).flatten().collect()
    }

    fn bad_position(&self) -> Option<String> {
        let problem = match &*self.starting_position {
            "LATEST" | "TRIM_HORIZON" => return None,
            "AT_TIMESTAMP" => "`AT_TIMESTAMP` needs a time, which belongs to the deployment",
            _ => "it is neither",
        };
        Some(format!("`StartingPosition` has to be `LATEST` or `TRIM_HORIZON`: {problem}"))
    }

    /// A window has one state per shard, which batches at the same time cannot share.
    fn shared_window(&self) -> Option<String> {
        (self.tumbling_window > Duration::ZERO && self.parallelization_factor > 1).then(|| {
            let factor = self.parallelization_factor;
            format!(
                "`ParallelizationFactor` has to be 1 with `TumblingWindowInSeconds`, and is {factor}"
            )
        })
    }
}
