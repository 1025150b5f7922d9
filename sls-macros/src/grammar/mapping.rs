//! Settings that event source mappings have in common
//! (AWS Lambda API reference, "CreateEventSourceMapping").

use super::{Given, Kind, Setting};
use crate::literal::Literal;
use crate::pattern;
use crate::refusals::Refusals;

/// The most filters of one mapping, unless AWS has granted more.
const MOST_FILTERS: usize = 5;

pub(super) const BISECT: Setting =
    Setting::new("bisect_batch_on_function_error", "BisectBatchOnFunctionError", Kind::Switch)
        .default("false")
        .about("retry a failed batch in two halves");

pub(super) const FILTER: Setting = Setting::new(
    "filter",
    "FilterCriteria",
    Kind::Texts { check: pattern::check, overlap: pattern::overlap, most: MOST_FILTERS },
)
.default("every record")
.about("patterns of which a record has to match one");

pub(super) const RETRIES: Setting =
    Setting::new("maximum_retry_attempts", "MaximumRetryAttempts", Kind::Integer(-1..=10_000))
        .default("-1, without limit")
        .about("retries after which a batch is given up");

pub(super) const CONCURRENCY: Setting = Setting::new("concurrency", "", Kind::Integer(1..=1_000))
    .default("1")
    .about("how many keys of one batch are handled at the same time");

pub(super) const fn batch_size(most: i64, default: &'static str) -> Setting {
    Setting::new("batch_size", "BatchSize", Kind::Integer(1..=most))
        .default(default)
        .about("the most records of one event")
}

pub(super) const fn batching_window(default: &'static str) -> Setting {
    let kind = Kind::Duration { seconds: 0..=300, unlimited: false };
    Setting::new("batching_window", "MaximumBatchingWindowInSeconds", kind)
        .default(default)
        .about("how long to wait for a full batch")
}

pub(super) const fn maximum_record_age(oldest: u64) -> Setting {
    let kind = Kind::Duration { seconds: 60..=oldest, unlimited: true };
    Setting::new("maximum_record_age", "MaximumRecordAgeInSeconds", kind)
        .default("-1, without limit")
        .about("the age at which records are given up")
}

/// Pollers that a mapping has for itself.
pub(super) const fn maximum_pollers(least: i64) -> Setting {
    let kind = Kind::Integer(least..=2_000);
    Setting::new("maximum_pollers", "ProvisionedPollerConfig.MaximumPollers", kind)
        .default("shared pollers")
        .about("the most pollers of this mapping alone")
}

/// Pollers that a mapping has for itself.
pub(super) const fn minimum_pollers(least: i64) -> Setting {
    let kind = Kind::Integer(least..=200);
    Setting::new("minimum_pollers", "ProvisionedPollerConfig.MinimumPollers", kind)
        .default("shared pollers")
        .about("how many of the pollers of this mapping alone are always there")
}

/// Of streams: Kinesis and DynamoDB.
pub(super) const PARALLELIZATION: Setting =
    Setting::new("parallelization_factor", "ParallelizationFactor", Kind::Integer(1..=10))
        .default("1")
        .about("how many batches of one shard run at the same time");

/// Where to begin; a time is known when one deploys, not when one compiles.
pub(super) const STARTING_POSITION: Setting = Setting::new(
    "starting_position",
    "StartingPosition",
    Kind::Choice(&["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"]),
)
.default("`TRIM_HORIZON`")
.about("where to begin; `AT_TIMESTAMP` only where you deploy");

/// Of streams: Kinesis and DynamoDB.
pub(super) const TUMBLING_WINDOW: Setting = Setting::new(
    "tumbling_window",
    "TumblingWindowInSeconds",
    Kind::Duration { seconds: 0..=900, unlimited: false },
)
.default("0, none")
.about("how long a window lasts over which a state is kept");

/// Refuses `AT_TIMESTAMP` where it could not be completed by a time.
pub(super) fn check_position(given: &Given<'_>, refusals: &mut Refusals) {
    if let Some((position, Literal::Text(text))) = given.literal("starting_position")
        && text == "AT_TIMESTAMP"
    {
        refusals.refuse(
            &position.value,
            "`AT_TIMESTAMP` needs a time, which is known when you deploy and not when you \
             compile: write `LATEST` or `TRIM_HORIZON`, and override it there",
        );
    }
}

/// Refuses a minimum over the maximum.
pub(super) fn check_pollers(given: &Given<'_>, refusals: &mut Refusals) {
    if let Some((minimum, Literal::Integer(least))) = given.literal("minimum_pollers")
        && let Some((_, Literal::Integer(most))) = given.literal("maximum_pollers")
        && least > most
    {
        refusals.refuse(
            &minimum.value,
            format!("`minimum_pollers` is at most `maximum_pollers`, which is {most}"),
        );
    }
}

/// What Kafka asks of the settings of a topic.
pub(super) fn check_topic(given: &Given<'_>, refusals: &mut Refusals) {
    check_position(given, refusals);
    check_pollers(given, refusals);
}

/// What Kinesis asks of the settings of a stream.
pub(super) fn check_stream(given: &Given<'_>, refusals: &mut Refusals) {
    check_position(given, refusals);
    check_shards(given, refusals);
}

/// Tumbling windows keep one state per shard (AWS Lambda developer guide, "Tumbling windows"), and
/// several keys at the same time need an order by key.
pub(super) fn check_shards(given: &Given<'_>, refusals: &mut Refusals) {
    let windowed = given.seconds("tumbling_window").is_some_and(|seconds| seconds > 0);
    if let Some((factor, Literal::Integer(2..))) = given.literal("parallelization_factor")
        && windowed
    {
        refusals.refuse(
            &factor.value,
            "`tumbling_window` keeps one state per shard: `parallelization_factor` has to be 1",
        );
    }
    if let Some((concurrency, Literal::Integer(2..))) = given.literal("concurrency") {
        match given.literal("order") {
            Some((_, Literal::Text(order))) if order != "shard" => {}
            Some((_, Literal::Expression)) => {}
            _ => refusals.refuse(
                &concurrency.name,
                "the records of a shard are handled one after another: `concurrency` needs an \
                 `order` by key",
            ),
        }
    }
}
