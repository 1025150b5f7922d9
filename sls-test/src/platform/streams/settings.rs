//! What is configured about a mapping that reads a stream.

use std::time::{Duration, SystemTime};

use super::source::Kind;

/// The configuration of an event source mapping of a stream, with Lambda's defaults.
///
/// (AWS Lambda API reference, "CreateEventSourceMapping".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::{StartingPosition, StreamMapping};
///
/// let mapping = StreamMapping::new()
///     .batch_size(500)
///     .starting_position(StartingPosition::TrimHorizon)
///     .maximum_retry_attempts(3)
///     .maximum_record_age(Duration::from_secs(3600))
///     .report_batch_item_failures();
/// # drop(mapping);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct StreamMapping {
    pub(super) batch_size: usize,
    pub(super) batching_window: Duration,
    pub(super) parallelization_factor: u32,
    pub(super) starting_position: StartingPosition,
    pub(super) retry_attempts: Option<u32>,
    pub(super) record_age: Option<Duration>,
    pub(super) bisect: bool,
    pub(super) tumbling_window: Option<Duration>,
    pub(super) report_batch_item_failures: bool,
    pub(super) on_failure: Option<String>,
    pub(super) consumer: Option<String>,
    pub(super) filters: Vec<String>,
}

/// Where a mapping begins to read.
///
/// # Example
/// ```
/// use sls_test::platform::StartingPosition;
///
/// assert_eq!(StartingPosition::default(), StartingPosition::TrimHorizon);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartingPosition {
    /// With the oldest record that the stream still has.
    #[default]
    TrimHorizon,
    /// With the first record that arrives after the mapping was made.
    Latest,
    /// With the first record that arrived at this time or later; Kinesis only.
    AtTimestamp(SystemTime),
}

impl StreamMapping {
    /// A mapping with Lambda's defaults.
    pub fn new() -> Self {
        Self {
            batch_size: 100,
            batching_window: Duration::ZERO,
            parallelization_factor: 1,
            starting_position: StartingPosition::default(),
            retry_attempts: None,
            record_age: None,
            bisect: false,
            tumbling_window: None,
            report_batch_item_failures: false,
            on_failure: None,
            consumer: None,
            filters: Vec::new(),
        }
    }

    /// Default: 100. The most records of a batch, 1 to 10,000.
    ///
    /// # Panics
    /// If it is out of range.
    #[track_caller]
    pub fn batch_size(mut self, records: usize) -> Self {
        assert!((1..=10_000).contains(&records), "BatchSize is 1 to 10000, and not {records}");
        self.batch_size = records;
        self
    }

    /// Default: none. How long Lambda gathers records for a batch, up to 300 seconds.
    ///
    /// # Panics
    /// If it is out of range.
    #[track_caller]
    pub fn maximum_batching_window(mut self, window: Duration) -> Self {
        let seconds = window.as_secs();
        assert!(
            window <= Duration::from_secs(300),
            "MaximumBatchingWindowInSeconds is 0 to 300, and not {seconds}"
        );
        self.batching_window = window;
        self
    }

    /// Default: 1. How many batches of a shard are in flight at most, 1 to 10.
    ///
    /// # Panics
    /// If it is out of range.
    #[track_caller]
    pub fn parallelization_factor(mut self, batches: u32) -> Self {
        assert!((1..=10).contains(&batches), "ParallelizationFactor is 1 to 10, and not {batches}");
        self.parallelization_factor = batches;
        self
    }

    /// Default: [`StartingPosition::TrimHorizon`]; Lambda wants it to be said.
    pub fn starting_position(mut self, position: StartingPosition) -> Self {
        self.starting_position = position;
        self
    }

    /// Default: −1 in AWS's terms, until it succeeds. How often a batch is retried, up to 10,000.
    ///
    /// A batch is delivered once more than this.
    ///
    /// # Panics
    /// If it is out of range.
    #[track_caller]
    pub fn maximum_retry_attempts(mut self, attempts: u32) -> Self {
        assert!(attempts <= 10_000, "MaximumRetryAttempts is 0 to 10000, and not {attempts}");
        self.retry_attempts = Some(attempts);
        self
    }

    /// Default: −1 in AWS's terms, as long as the stream keeps it. One minute to 7 days.
    ///
    /// # Panics
    /// If it is out of range.
    #[track_caller]
    pub fn maximum_record_age(mut self, age: Duration) -> Self {
        let seconds = age.as_secs();
        assert!(
            (60..=604_800).contains(&seconds),
            "MaximumRecordAgeInSeconds is 60 to 604800, and not {seconds}"
        );
        self.record_age = Some(age);
        self
    }

    /// Default: off. Splits a batch that failed in two and tries each half.
    pub fn bisect_batch_on_function_error(mut self) -> Self {
        self.bisect = true;
        self
    }

    /// Default: none. The length of tumbling windows, in whole seconds up to 900.
    ///
    /// # Panics
    /// If it is out of range.
    #[track_caller]
    pub fn tumbling_window(mut self, length: Duration) -> Self {
        let seconds = length.as_secs();
        assert!(
            (1..=900).contains(&seconds) && length.subsec_nanos() == 0,
            "TumblingWindowInSeconds is 1 to 900, and not {length:?}"
        );
        self.tumbling_window = Some(length);
        self
    }

    /// Default: off. Reads from the function's reply which records failed.
    pub fn report_batch_item_failures(mut self) -> Self {
        self.report_batch_item_failures = true;
        self
    }

    /// Default: none. The ARN of the queue, topic or bucket that is told of discarded batches.
    pub fn on_failure(mut self, destination: impl Into<String>) -> Self {
        self.on_failure = Some(destination.into());
        self
    }

    /// Default: none. Reads through an enhanced fan-out consumer with this name; Kinesis only.
    ///
    /// Records are then pushed as they arrive, and events name the consumer as their source.
    pub fn consumer(mut self, name: impl Into<String>) -> Self {
        self.consumer = Some(name.into());
        self
    }

    /// Default: none. Adds a pattern to the filter criteria, as JSON; a record has to match one.
    ///
    /// Of Kinesis a pattern names `data`, which has to be JSON, beside `partitionKey` and so on; of
    /// DynamoDB it names `dynamodb`, `eventName` and so on. What does not match is done with.
    ///
    /// # Panics
    /// If there are more than five. An invalid pattern is refused by `map_to`.
    #[track_caller]
    pub fn filter(mut self, pattern: impl Into<String>) -> Self {
        assert!(self.filters.len() < 5, "FilterCriteria has at most 5 filters");
        self.filters.push(pattern.into());
        self
    }

    /// `Err` says what does not go together.
    pub(super) fn check(&self, kind: &Kind) -> Result<(), String> {
        let is_kinesis = matches!(kind, Kind::Kinesis);
        let from_time = matches!(self.starting_position, StartingPosition::AtTimestamp(_));
        let fan_out = self.consumer.is_some();
        match () {
            () if self.tumbling_window.is_some() && self.parallelization_factor > 1 => {
                Err("a tumbling window needs a ParallelizationFactor of 1".to_owned())
            }
            () if from_time && !is_kinesis => {
                Err("DynamoDB streams have no starting position AT_TIMESTAMP".to_owned())
            }
            () if fan_out && !is_kinesis => {
                Err("DynamoDB streams have no enhanced fan-out consumers".to_owned())
            }
            () => Ok(()),
        }
    }
}

impl Default for StreamMapping {
    fn default() -> Self {
        Self::new()
    }
}
