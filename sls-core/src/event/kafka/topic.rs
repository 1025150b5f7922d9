//! Which topics a handler serves, and how they are read.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::batch::{Order, Stop};
use crate::event::kafka::TopicSettings;
use crate::event::mapping::{count, out_of};

/// The topic whose records a handler takes, and how Lambda is to read it.
///
/// Without a [`cluster`](Self::cluster) the topic is meant in every cluster, managed or not.
/// The settings describe the event source mapping (AWS Lambda API reference,
/// "CreateEventSourceMapping"): tests and local runs follow them, a deployment has to.
///
/// Records that failed are reported one by one, which Lambda heeds only where the mapping asks for
/// it, and only a mapping in provisioned mode can: see
/// [`report_batch_item_failures`](Self::report_batch_item_failures).
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::event::kafka::Topic;
///
/// let clicks = Topic::new("clicks")
///     .cluster("arn:aws:kafka:eu-west-1:111122223333:cluster/web/f3a1-4")
///     .batch_size(500)
///     .concurrency(4)
///     .batching_window(Duration::from_secs(5));
/// assert_eq!(
///     clicks.to_string(),
///     "Kafka topic `clicks` of cluster `arn:aws:kafka:eu-west-1:111122223333:cluster/web/f3a1-4`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Topic {
    #[serde(rename = "topic")]
    name: String,
    #[serde(rename = "cluster")]
    cluster_arn: Option<String>,
    #[serde(flatten)]
    settings: TopicSettings,
    concurrency: u32,
}

impl Topic {
    /// A topic by its name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            cluster_arn: None,
            settings: TopicSettings::default(),
            concurrency: 1,
        }
    }

    /// Default: 100. The most records in one event, from 1 to 10 000 (`BatchSize`).
    pub fn batch_size(mut self, records: u32) -> Self {
        self.settings.batch_size = records;
        self
    }

    /// Default: half a second. How long to wait for a full batch, up to 300 whole seconds.
    ///
    /// AWS calls it `MaximumBatchingWindowInSeconds`.
    pub fn batching_window(mut self, window: Duration) -> Self {
        self.settings.batching_window = Some(window);
        self
    }

    /// Default: false. Retries a failed batch in two halves (`BisectBatchOnFunctionError`).
    pub fn bisect_batch_on_function_error(mut self, bisect: bool) -> Self {
        self.settings.bisect_batch_on_function_error = bisect;
        self
    }

    /// Default: any cluster. The MSK cluster of the topic, by its ARN.
    pub fn cluster(mut self, arn: impl Into<String>) -> Self {
        self.cluster_arn = Some(arn.into());
        self
    }

    /// Default: 1. How many partitions of a batch are handled at the same time, up to 1000.
    ///
    /// Records of one partition are handled one after another, and nothing is handled behind one
    /// that failed; other partitions go on.
    pub fn concurrency(mut self, partitions: u32) -> Self {
        self.concurrency = partitions;
        self
    }

    /// Default: none. A record has to match one of these patterns (`FilterCriteria`), at most five.
    pub fn filter(mut self, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.filters = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Default: shared ones. The most pollers of this mapping alone, from 1 to 2000.
    ///
    /// AWS calls it `ProvisionedPollerConfig.MaximumPollers`.
    pub fn maximum_pollers(mut self, pollers: u32) -> Self {
        self.settings.maximum_pollers = Some(pollers);
        self
    }

    /// Default: shared ones. How many of the mapping's own pollers are always there, from 1 to 200.
    ///
    /// AWS calls it `ProvisionedPollerConfig.MinimumPollers`.
    pub fn minimum_pollers(mut self, pollers: u32) -> Self {
        self.settings.minimum_pollers = Some(pollers);
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

    /// Default: true. Reports the records that failed, if it is not all of them.
    ///
    /// The mapping has to have `ReportBatchItemFailures` among its `FunctionResponseTypes`, or a
    /// record that failed beside others is lost. A mapping without provisioned pollers cannot have
    /// it: say false for one, and any failure makes all records of the batch come again
    /// (AWS Lambda developer guide, "Configuring error handling controls for Kafka event sources").
    pub fn report_batch_item_failures(mut self, report: bool) -> Self {
        self.settings.report_batch_item_failures = report;
        self
    }

    /// Default: `TRIM_HORIZON`, the oldest record. Where to begin; the other is `LATEST`.
    ///
    /// AWS calls it `StartingPosition` and has no default.
    pub fn starting_position(mut self, position: impl Into<String>) -> Self {
        self.settings.starting_position = position.into();
        self
    }

    /// The topic's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the event source mapping reads the topic.
    #[must_use]
    pub fn settings(&self) -> &TopicSettings {
        &self.settings
    }

    /// What Lambda or Kafka would refuse, in its own terms.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = self.settings.problems();
        problems.extend(out_of("concurrency", self.concurrency, 1..=1000));
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if !(1..=249).contains(&self.name.len()) || !self.name.chars().all(allowed) {
            problems.push(
                "the topic's name has to be 1 to 249 of the characters a-z, A-Z, 0-9, `_`, `.` \
                 and `-`"
                    .to_owned(),
            );
        }
        if let Some(arn) = &self.cluster_arn
            && arn.split(':').nth(2) != Some("kafka")
        {
            problems.push("the cluster is given by its ARN, `arn:aws:kafka:..`".to_owned());
        }
        problems
    }

    /// In which order the records of one batch are handled.
    pub(super) fn record_order(&self) -> Order {
        Order::ByKey { concurrency: count(self.concurrency), on_failure: Stop::Key }
    }

    /// Whether the sender reads which records failed.
    pub(super) fn are_failures_reported(&self) -> bool {
        self.settings.report_batch_item_failures
    }

    pub(crate) fn matches(&self, topic: &str, cluster_arn: Option<&str>) -> bool {
        self.name == topic
            && (self.cluster_arn.is_none() || self.cluster_arn.as_deref() == cluster_arn)
    }

    /// Whether two handlers would claim the same records.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.name == other.name
            && match (&self.cluster_arn, &other.cluster_arn) {
                (Some(one), Some(two)) => one == two,
                _ => true,
            }
    }
}

impl From<&str> for Topic {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Topic {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kafka topic `{}`", self.name)?;
        match &self.cluster_arn {
            Some(arn) => write!(f, " of cluster `{arn}`"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/web/f3a1-4";
    const SHOP: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/shop/c7d2-4";

    #[test]
    fn matches_a_topic_everywhere_or_in_its_cluster() {
        let clicks = Topic::new("clicks");
        assert!(clicks.matches("clicks", None) && clicks.matches("clicks", Some(WEB)));
        assert!(!clicks.matches("click", None) && !clicks.matches("clicks-0", None));
        let web = Topic::new("clicks").cluster(WEB);
        assert!(web.matches("clicks", Some(WEB)));
        assert!(!web.matches("clicks", Some(SHOP)) && !web.matches("clicks", None));
        assert!(!web.matches("views", Some(WEB)));
    }

    #[track_caller]
    fn check_overlap(one: &Topic, two: &Topic, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_records() {
        let clicks = || Topic::new("clicks");
        check_overlap(&clicks(), &clicks(), true);
        check_overlap(&clicks(), &clicks().cluster(WEB), true);
        check_overlap(&clicks().cluster(WEB), &clicks().cluster(WEB), true);
        check_overlap(&clicks().cluster(SHOP), &clicks().cluster(WEB), false);
        check_overlap(&clicks(), &Topic::new("views"), false);
    }

    #[test]
    fn accepts_the_ends_of_every_range() {
        let seconds = Duration::from_secs;
        let least = Topic::new("a")
            .batch_size(1)
            .batching_window(seconds(0))
            .maximum_record_age(seconds(60))
            .starting_position("LATEST");
        let most = Topic::new("a.b_c-1")
            .cluster(WEB)
            .batch_size(10_000)
            .batching_window(seconds(300))
            .concurrency(1000)
            .maximum_record_age(seconds(604_800))
            .maximum_retry_attempts(10_000);
        for topic in [Topic::new("clicks"), least, most] {
            assert_eq!(topic.problems(), <[String; 0]>::default());
        }
    }

    #[track_caller]
    fn check_problem(topic: Topic, expected: &str) {
        assert_eq!(topic.problems(), [expected]);
    }

    #[test]
    fn says_what_lambda_would_refuse() {
        let clicks = || Topic::new("clicks");
        let seconds = Duration::from_secs;
        check_problem(clicks().batch_size(0), "`BatchSize` has to be from 1 to 10000, and is 0");
        check_problem(
            clicks().maximum_retry_attempts(10_001),
            "`MaximumRetryAttempts` has to be from -1 to 10000, and is 10001",
        );
        check_problem(
            clicks().batching_window(seconds(301)),
            "`MaximumBatchingWindowInSeconds` has to be from 0 to 300, and is 301",
        );
        check_problem(
            clicks().maximum_record_age(seconds(59)),
            "`MaximumRecordAgeInSeconds` has to be from 60 to 604800, and is 59",
        );
        check_problem(
            clicks().starting_position("AT_TIMESTAMP"),
            "`StartingPosition` has to be `LATEST` or `TRIM_HORIZON`: `AT_TIMESTAMP` needs a time, \
             which belongs to the deployment",
        );
        check_problem(clicks().filter(["7"]), "`FilterCriteria` are JSON objects, and `7` is none");
        check_problem(clicks().concurrency(0), "`concurrency` has to be from 1 to 1000, and is 0");
        check_problem(
            clicks().cluster("web"),
            "the cluster is given by its ARN, `arn:aws:kafka:..`",
        );
        assert_eq!(Topic::new("").problems().len(), 1);
        assert_eq!(Topic::new("my clicks").problems().len(), 1);
    }
}
