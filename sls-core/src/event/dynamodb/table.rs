//! Which tables a handler serves, and how their streams are read.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::batch::Order;
use crate::event::StreamSettings;
use crate::event::mapping::Handling;
use crate::event::shared::is_arn;

/// A day, after which the stream of a table forgets a record.
const OLDEST_RECORD: u64 = 86_400;

/// The table whose changes a handler takes, and how Lambda is to read its stream.
///
/// The table is given by its name, its ARN or the ARN of its stream. A name matches in every
/// Region and account, which suits one binary in several of them.
/// The settings describe the event source mapping (AWS Lambda API reference,
/// "CreateEventSourceMapping"): tests and local runs follow them, a deployment has to.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::event::dynamodb::Table;
///
/// let orders = Table::new("orders")
///     .batch_size(500)
///     .batching_window(Duration::from_secs(5))
///     .filter([r#"{"eventName": ["INSERT"]}"#])
///     .maximum_retry_attempts(3);
/// assert_eq!(orders.to_string(), "DynamoDB table `orders`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Table {
    #[serde(rename = "table")]
    name_or_arn: String,
    #[serde(flatten)]
    settings: StreamSettings,
    #[serde(flatten)]
    handling: Handling,
}

impl Table {
    /// A table by its name, by its ARN, or by the ARN of its stream.
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

    /// Default: 1. How many items are handled at the same time, up to 1000.
    ///
    /// More than one needs [`order`](Self::order) to be `item`.
    pub fn concurrency(mut self, items: u32) -> Self {
        self.handling.concurrency = items;
        self
    }

    /// Default: none. A record has to match one of these patterns (`FilterCriteria`), at most five.
    pub fn filter(mut self, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.filters = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Default: any age. Gives up records that are older, from 60 to 86 400 whole seconds.
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

    /// Default: `shard`, one record after another. With `item`, only those of one item.
    ///
    /// With `shard`, nothing is handled behind a record that failed. With `item`, a record that
    /// failed stops its own item only: the other items get on meanwhile. The stream comes again
    /// from the lowest record that failed in either case, so those behind it are handled once
    /// more.
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

    /// The table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.name_or_arn)
    }

    /// How the event source mapping reads the table's stream.
    #[must_use]
    pub fn settings(&self) -> &StreamSettings {
        &self.settings
    }

    /// What Lambda would refuse, in its own terms.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = self.settings.problems(OLDEST_RECORD);
        problems.extend(self.handling.problems("item"));
        let name = self.name();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if !(3..=255).contains(&name.len()) || !name.chars().all(allowed) {
            problems.push(
                "the table's name has to be 3 to 255 of the characters a-z, A-Z, 0-9, `_`, `.` \
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
        own == event_source_arn || own == without_stream(event_source_arn)
    }

    /// Whether two handlers would claim the same records.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.matches(&other.name_or_arn) || other.matches(&self.name_or_arn)
    }
}

impl From<&str> for Table {
    fn from(name_or_arn: &str) -> Self {
        Self::new(name_or_arn)
    }
}

impl From<String> for Table {
    fn from(name_or_arn: String) -> Self {
        Self::new(name_or_arn)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynamoDB table `{}`", self.name_or_arn)
    }
}

/// The table's name in its ARN or its stream's; a name is its own.
pub(super) fn name_of(name_or_arn: &str) -> &str {
    without_stream(name_or_arn).split_once(":table/").map_or(name_or_arn, |(_, name)| name)
}

/// The ARN of the table that a stream belongs to.
fn without_stream(arn: &str) -> &str {
    arn.split_once("/stream/").map_or(arn, |(table, _)| table)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
    const STREAM: &str =
        "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-01-01T00:00:00.000";
    const NEWER_STREAM: &str =
        "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-02-02T00:00:00.000";
    const ELSEWHERE: &str =
        "arn:aws-cn:dynamodb:cn-north-1:111122223333:table/orders/stream/2026-01-01T00:00:00.000";

    #[test]
    fn matches_a_name_everywhere_a_table_whole_and_a_stream_alone() {
        for arn in [STREAM, NEWER_STREAM, ELSEWHERE] {
            assert!(Table::new("orders").matches(arn), "{arn}");
        }
        assert!(!Table::new("order").matches(STREAM));
        assert!(!Table::new("orders/stream").matches(STREAM));
        assert!(Table::new(ORDERS).matches(STREAM));
        assert!(Table::new(ORDERS).matches(NEWER_STREAM));
        assert!(!Table::new(ORDERS).matches(ELSEWHERE));
        assert!(Table::new(STREAM).matches(STREAM));
        assert!(!Table::new(STREAM).matches(NEWER_STREAM));
        assert_eq!(Table::new(STREAM).name(), "orders");
        assert_eq!(Table::new(ORDERS).name(), "orders");
    }

    #[track_caller]
    fn check_overlap(one: &str, two: &str, expected: bool) {
        assert_eq!(Table::new(one).overlaps(&Table::new(two)), expected, "{one} and {two}");
        assert_eq!(Table::new(two).overlaps(&Table::new(one)), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_records() {
        check_overlap("orders", "orders", true);
        check_overlap("orders", ORDERS, true);
        check_overlap("orders", STREAM, true);
        check_overlap(ORDERS, STREAM, true);
        check_overlap("orders", "users", false);
        check_overlap(ORDERS, ELSEWHERE, false);
        check_overlap(STREAM, NEWER_STREAM, false);
    }

    #[track_caller]
    fn check_problem(table: Table, expected: &str) {
        assert_eq!(table.problems(), [expected]);
    }

    #[test]
    fn accepts_the_ends_of_every_range() {
        let seconds = Duration::from_secs;
        let least = Table::new(STREAM)
            .batch_size(1)
            .maximum_record_age(seconds(60))
            .starting_position("LATEST")
            .tumbling_window(seconds(900));
        let most = Table::new("a.b_c-1")
            .batch_size(10_000)
            .batching_window(seconds(300))
            .order("item")
            .concurrency(1000)
            .maximum_record_age(seconds(86_400))
            .parallelization_factor(10);
        for table in [Table::new("orders"), Table::new(ORDERS), least, most] {
            assert_eq!(table.problems(), <[String; 0]>::default());
        }
    }

    #[test]
    fn says_what_lambda_would_refuse() {
        let orders = || Table::new("orders");
        check_problem(orders().batch_size(0), "`BatchSize` has to be from 1 to 10000, and is 0");
        check_problem(
            orders().maximum_record_age(Duration::from_secs(86_401)),
            "`MaximumRecordAgeInSeconds` has to be from 60 to 86400, and is 86401",
        );
        check_problem(
            orders().starting_position("AT_TIMESTAMP"),
            "`StartingPosition` has to be `LATEST` or `TRIM_HORIZON`: `AT_TIMESTAMP` needs a time, \
             which belongs to the deployment",
        );
        check_problem(orders().order("partition_key"), "`order` has to be `shard` or `item`");
        check_problem(
            orders().concurrency(2),
            "`concurrency` has to be 1 unless `order` is `item`, and is 2",
        );
        check_problem(
            orders().filter(["[]"]),
            "`FilterCriteria` are JSON objects, and `[]` is none",
        );
        assert_eq!(Table::new("ab").problems().len(), 1);
        assert_eq!(Table::new("my orders").problems().len(), 1);
        assert_eq!(orders().batch_size(0).parallelization_factor(0).problems().len(), 2);
    }
}
