//! How the event source mapping reads a stream.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// `BatchSize`: the most records in one event.
    pub batch_size: u32,
    /// `MaximumBatchingWindowInSeconds`: how long to wait for a full batch.
    pub batching_window: Duration,
    /// `BisectBatchOnFunctionError`: whether to retry a failed batch in two halves.
    pub bisect_batch_on_function_error: bool,
    /// `MaximumRecordAgeInSeconds`: older records are given up; `None` for any age.
    pub maximum_record_age: Option<Duration>,
    /// `MaximumRetryAttempts`: after these a batch is given up; -1 for never.
    pub maximum_retry_attempts: i32,
    /// `ParallelizationFactor`: how many batches of one shard run at the same time.
    pub parallelization_factor: u32,
    /// `StartingPosition`: where to begin, `LATEST` or `TRIM_HORIZON`.
    pub starting_position: String,
    /// `TumblingWindowInSeconds`: how long a window lasts; zero for none.
    pub tumbling_window: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            batch_size: 100,
            batching_window: Duration::ZERO,
            bisect_batch_on_function_error: false,
            maximum_record_age: None,
            maximum_retry_attempts: -1,
            parallelization_factor: 1,
            starting_position: "TRIM_HORIZON".to_owned(),
            tumbling_window: Duration::ZERO,
        }
    }
}

impl Settings {
    /// What Lambda would refuse, in its own terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let count = [
            out_of("BatchSize", self.batch_size, 1..=10_000),
            out_of("MaximumRetryAttempts", self.maximum_retry_attempts, -1..=10_000),
            out_of("ParallelizationFactor", self.parallelization_factor, 1..=10),
        ];
        let age = self.maximum_record_age;
        let time = [
            out_of_seconds("MaximumBatchingWindowInSeconds", self.batching_window, 0..=300),
            age.and_then(|age| out_of_seconds("MaximumRecordAgeInSeconds", age, 60..=604_800)),
            out_of_seconds("TumblingWindowInSeconds", self.tumbling_window, 0..=900),
        ];
        let rest = [self.bad_position(), self.shared_window()];
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

fn out_of<T: PartialOrd + Display>(
    term: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Option<String> {
    (!range.contains(&value)).then(|| {
        let (from, to) = (range.start(), range.end());
        format!("`{term}` has to be from {from} to {to}, and is {value}")
    })
}

fn out_of_seconds(term: &str, value: Duration, range: RangeInclusive<u64>) -> Option<String> {
    if value.subsec_nanos() != 0 {
        return Some(format!("`{term}` has to be in whole seconds, and is {value:?}"));
    }
    out_of(term, value.as_secs(), range)
}
