//! Which streams a handler serves, and how they are read.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::batch::Order;
use crate::event::StreamSettings;
use crate::event::mapping::Handling;
use crate::event::shared::is_arn;

/// Seven days, the longest that `MaximumRecordAgeInSeconds` may be.
const OLDEST_RECORD: u64 = 604_800;

/// The stream whose records a handler takes, and how Lambda is to read it.
///
/// The stream is given by its name, its ARN or the ARN of a consumer. A name matches in every
/// Region and account, which suits one binary in several of them.
/// The settings describe the event source mapping (AWS Lambda API reference,
/// "CreateEventSourceMapping"): tests and local runs follow them, a deployment has to.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::event::kinesis::Stream;
///
/// let clicks = Stream::new("clicks")
///     .batch_size(500)
///     .batching_window(Duration::from_secs(5))
///     .bisect_batch_on_function_error(true)
///     .maximum_retry_attempts(3);
/// assert_eq!(clicks.to_string(), "Kinesis stream `clicks`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Stream {
    #[serde(rename = "stream")]
    name_or_arn: String,
    #[serde(flatten)]
    settings: StreamSettings,
    #[serde(flatten)]
    handling: Handling,
}

impl Stream {
    /// A stream by its name, by its ARN, or by the ARN of one of its consumers.
    pub fn new(name_or_arn: impl Into<String>) -> Self {
        Self {
            name_or_arn: name_or_arn.into(),
            settings: StreamSettings::default(),
            handling: Handling::default(),
        }
    }

    /// Default: 100. The most records in one event, from 1 to 10 000 (`BatchSize`).
    pub fn batch_size(mut self, records: u32) -> Self {
        self.settings.batch_size = records;
        self
    }

    /// Default: 0 s. How long to wait for a full batch, up to 300 whole seconds.
    ///
    /// AWS calls it `MaximumBatchingWindowInSeconds`.
    pub fn batching_window(mut self, window: Duration) -> Self {
        self.settings.batching_window = window;
        self
    }

    /// Default: false. Retries a failed batch in two halves (`BisectBatchOnFunctionError`).
    pub fn bisect_batch_on_function_error(mut self, bisect: bool) -> Self {
        self.settings.bisect_batch_on_function_error = bisect;
        self
    }

    /// Default: 1. How many partition keys are handled at the same time, up to 1000.
    ///
    /// More than one needs [`order`](Self::order) to be `partition_key`.
    pub fn concurrency(mut self, partition_keys: u32) -> Self {
        self.handling.concurrency = partition_keys;
        self
    }

    /// Default: none. A record has to match one of these patterns (`FilterCriteria`), at most five.
    pub fn filter(mut self, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.filters = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Default: any age. Gives up records that are older, from 60 to 604 800 whole seconds.
    ///
    /// AWS calls it `MaximumRecordAgeInSeconds`.
    pub fn maximum_record_age(mut self, age: Duration) -> Self {
        self.settings.maximum_record_age = Some(age);
        self
    }

    /// Default: -1, without limit. Gives up a batch after this many retries, up to 10 000.
    ///
    /// AWS calls it `MaximumRetryAttempts`; the first attempt does not count.
    pub fn maximum_retry_attempts(mut self, retries: i32) -> Self {
        self.settings.maximum_retry_attempts = retries;
        self
    }

    /// Default: `shard`, one record after another. With `partition_key`, only those of one key.
    ///
    /// With `shard`, nothing is handled behind a record that failed. With `partition_key`, a
    /// record that failed stops its own key only: the other keys get on meanwhile. The stream
    /// comes again from the lowest record that failed in either case, so those behind it are
    /// handled once more. A batch with records of the Kinesis Producer Library that carry
    /// several keys is handled as with `shard`.
    pub fn order(mut self, order: impl Into<String>) -> Self {
        self.handling.order = order.into();
        self
    }

    /// Default: 1. How many batches of one shard run at the same time, from 1 to 10.
    ///
    /// AWS calls it `ParallelizationFactor`; a tumbling window needs 1.
    pub fn parallelization_factor(mut self, batches: u32) -> Self {
        self.settings.parallelization_factor = batches;
        self
    }

    /// Default: `TRIM_HORIZON`, the oldest record. Where to begin; the other is `LATEST`.
    ///
    /// AWS calls it `StartingPosition` and has no default.
    pub fn starting_position(mut self, position: impl Into<String>) -> Self {
        self.settings.starting_position = position.into();
        self
    }

    /// Default: 0 s, no windows. How long a tumbling window lasts, up to 900 whole seconds.
    ///
    /// AWS calls it `TumblingWindowInSeconds`.
    pub fn tumbling_window(mut self, window: Duration) -> Self {
        self.settings.tumbling_window = window;
        self
    }

    /// The stream's name.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.name_or_arn)
    }

    /// How the event source mapping reads the stream.
    #[must_use]
    pub fn settings(&self) -> &StreamSettings {
        &self.settings
    }

    /// What Lambda would refuse, in its own terms.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = self.settings.problems(OLDEST_RECORD);
        problems.extend(self.handling.problems("partition_key"));
        let name = self.name();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if !(1..=128).contains(&name.len()) || !name.chars().all(allowed) {
            problems.push(
                "the stream's name has to be 1 to 128 of the characters a-z, A-Z, 0-9, `_`, `.` \
                 and `-`"
                    .to_owned(),
            );
        }
        problems
    }

    /// In which order the records of one batch are handled.
    pub(super) fn record_order(&self) -> Order {
        self.handling.order()
    }

    pub(crate) fn matches(&self, event_source_arn: &str) -> bool {
        let own = &self.name_or_arn;
        if !is_arn(own) {
            return own == name_of(event_source_arn);
        }
        own == event_source_arn || own == without_consumer(event_source_arn)
    }

    /// Whether two handlers would claim the same records.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.matches(&other.name_or_arn) || other.matches(&self.name_or_arn)
    }
}

impl From<&str> for Stream {
    fn from(name_or_arn: &str) -> Self {
        Self::new(name_or_arn)
    }
}

impl From<String> for Stream {
    fn from(name_or_arn: String) -> Self {
        Self::new(name_or_arn)
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kinesis stream `{}`", self.name_or_arn)
    }
}

/// The stream's name in its ARN or a consumer's; a name is its own.
pub(super) fn name_of(name_or_arn: &str) -> &str {
    without_consumer(name_or_arn).split_once(":stream/").map_or(name_or_arn, |(_, name)| name)
}

/// The ARN of the stream that a consumer reads.
fn without_consumer(arn: &str) -> &str {
    arn.split_once("/consumer/").map_or(arn, |(stream, _)| stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLICKS: &str = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks";
    const ELSEWHERE: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
    const CONSUMER: &str =
        "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/app:1772359200";
    const OTHER_CONSUMER: &str =
        "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/audit:1772359200";

    #[test]
    fn matches_a_name_everywhere_an_arn_whole_and_a_consumer_alone() {
        for arn in [CLICKS, ELSEWHERE, CONSUMER] {
            assert!(Stream::new("clicks").matches(arn), "{arn}");
        }
        assert!(!Stream::new("licks").matches(CLICKS));
        assert!(!Stream::new("app").matches(CONSUMER));
        assert!(Stream::new(CLICKS).matches(CLICKS));
        assert!(Stream::new(CLICKS).matches(CONSUMER));
        assert!(!Stream::new(CLICKS).matches(ELSEWHERE));
        assert!(Stream::new(CONSUMER).matches(CONSUMER));
        assert!(!Stream::new(CONSUMER).matches(CLICKS));
        assert!(!Stream::new(CONSUMER).matches(OTHER_CONSUMER));
        assert_eq!(Stream::new(CONSUMER).name(), "clicks");
    }

    #[track_caller]
    fn check_overlap(one: &str, two: &str, expected: bool) {
        assert_eq!(Stream::new(one).overlaps(&Stream::new(two)), expected, "{one} and {two}");
        assert_eq!(Stream::new(two).overlaps(&Stream::new(one)), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_records() {
        check_overlap("clicks", "clicks", true);
        check_overlap("clicks", CLICKS, true);
        check_overlap("clicks", CONSUMER, true);
        check_overlap(CLICKS, CONSUMER, true);
        check_overlap("clicks", "views", false);
        check_overlap(CLICKS, ELSEWHERE, false);
        check_overlap(CONSUMER, OTHER_CONSUMER, false);
    }

    #[track_caller]
    fn check_problem(stream: Stream, expected: &str) {
        assert_eq!(stream.problems(), [expected]);
    }

    #[test]
    fn accepts_the_ends_of_every_range() {
        let seconds = Duration::from_secs;
        let least = Stream::new(CONSUMER)
            .batch_size(1)
            .batching_window(seconds(0))
            .maximum_record_age(seconds(60))
            .maximum_retry_attempts(-1)
            .parallelization_factor(1)
            .starting_position("LATEST")
            .tumbling_window(seconds(900));
        let most = Stream::new("a.b_c-1")
            .batch_size(10_000)
            .batching_window(seconds(300))
            .order("partition_key")
            .concurrency(1000)
            .maximum_record_age(seconds(604_800))
            .maximum_retry_attempts(10_000)
            .parallelization_factor(10)
            .tumbling_window(seconds(0));
        for stream in [Stream::new("clicks"), least, most] {
            assert_eq!(stream.problems(), <[String; 0]>::default());
        }
    }

    #[test]
    fn says_what_lambda_would_refuse() {
        let clicks = || Stream::new("clicks");
        let seconds = Duration::from_secs;
        check_problem(clicks().batch_size(0), "`BatchSize` has to be from 1 to 10000, and is 0");
        check_problem(
            clicks().maximum_retry_attempts(-2),
            "`MaximumRetryAttempts` has to be from -1 to 10000, and is -2",
        );
        check_problem(
            clicks().parallelization_factor(11),
            "`ParallelizationFactor` has to be from 1 to 10, and is 11",
        );
        check_problem(
            clicks().batching_window(seconds(301)),
            "`MaximumBatchingWindowInSeconds` has to be from 0 to 300, and is 301",
        );
        check_problem(
            clicks().batching_window(Duration::from_millis(500)),
            "`MaximumBatchingWindowInSeconds` has to be in whole seconds, and is 500ms",
        );
        check_problem(
            clicks().maximum_record_age(seconds(59)),
            "`MaximumRecordAgeInSeconds` has to be from 60 to 604800, and is 59",
        );
        check_problem(
            clicks().tumbling_window(seconds(901)),
            "`TumblingWindowInSeconds` has to be from 0 to 900, and is 901",
        );
        check_problem(
            clicks().tumbling_window(seconds(60)).parallelization_factor(2),
            "`ParallelizationFactor` has to be 1 with `TumblingWindowInSeconds`, and is 2",
        );
        check_problem(
            clicks().starting_position("latest"),
            "`StartingPosition` has to be `LATEST` or `TRIM_HORIZON`: it is neither",
        );
        check_problem(clicks().order("key"), "`order` has to be `shard` or `partition_key`");
        check_problem(
            clicks().concurrency(2),
            "`concurrency` has to be 1 unless `order` is `partition_key`, and is 2",
        );
        check_problem(
            clicks().order("partition_key").concurrency(1001),
            "`concurrency` has to be from 1 to 1000, and is 1001",
        );
        assert_eq!(Stream::new("").problems().len(), 1);
        assert_eq!(Stream::new("my clicks").problems().len(), 1);
        assert_eq!(clicks().batch_size(0).parallelization_factor(0).problems().len(), 2);
    }
}
