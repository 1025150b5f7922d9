//! Which queues a handler serves, and how they are read.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::batch::{Order, Stop};
use crate::event::mapping::{QueueSettings, count, out_of};
use crate::event::shared::is_arn;

/// The queue whose messages a handler takes, and how Lambda is to read it.
///
/// The queue is given by its name or its ARN. A name matches in every Region and account, which
/// suits one binary in several of them. A queue whose name ends in `.fifo` is FIFO.
///
/// Messages of a standard queue are handled [`concurrently`](Self::concurrency), and each is
/// confirmed or comes again by itself. Those of a FIFO queue are handled in order; what fails
/// holds up the others as [`on_failure`](Self::on_failure) says. For both, the event source
/// mapping has to have `ReportBatchItemFailures` among its `FunctionResponseTypes`, lest a failed
/// message be deleted with the batch.
///
/// The settings describe the event source mapping (AWS Lambda API reference,
/// "CreateEventSourceMapping"): tests and local runs follow them, a deployment has to.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::event::sqs::Queue;
///
/// let orders = Queue::new("orders")
///     .batch_size(100)
///     .batching_window(Duration::from_secs(5))
///     .maximum_concurrency(20);
/// assert_eq!(orders.to_string(), "SQS queue `orders`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Queue {
    #[serde(rename = "queue")]
    name_or_arn: String,
    #[serde(flatten)]
    settings: QueueSettings,
    concurrency: u32,
    /// Of FIFO queues only.
    on_failure: Option<String>,
}

impl Queue {
    /// A queue by its name, or by its ARN.
    pub fn new(name_or_arn: impl Into<String>) -> Self {
        let name_or_arn = name_or_arn.into();
        let is_fifo = is_fifo(&name_or_arn);
        Self {
            name_or_arn,
            settings: QueueSettings::default(),
            concurrency: if is_fifo { 1 } else { 10 },
            on_failure: is_fifo.then(|| STOP.to_owned()),
        }
    }

    /// Default: 10. The most messages in one event, up to 10 000, of FIFO queues 10.
    ///
    /// AWS calls it `BatchSize`; more than 10 need a [`batching_window`](Self::batching_window).
    pub fn batch_size(mut self, messages: u32) -> Self {
        self.settings.batch_size = messages;
        self
    }

    /// Default: 0 s. How long to wait for a full batch, up to 300 whole seconds.
    ///
    /// AWS calls it `MaximumBatchingWindowInSeconds`; FIFO queues have none.
    pub fn batching_window(mut self, window: Duration) -> Self {
        self.settings.batching_window = window;
        self
    }

    /// Default: 10, of a FIFO queue 1. How many messages of a batch run at the same time.
    ///
    /// Up to 1000; of a FIFO queue it is that many groups, each of them in order.
    pub fn concurrency(mut self, messages: u32) -> Self {
        self.concurrency = messages;
        self
    }

    /// Default: none. A message has to match one of these patterns (`FilterCriteria`), at most five.
    ///
    /// Messages that match none are deleted.
    pub fn filter(mut self, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.filters = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Default: without limit. How many batches run at the same time, from 2 to 1000.
    ///
    /// AWS calls it `ScalingConfig.MaximumConcurrency`.
    pub fn maximum_concurrency(mut self, batches: u32) -> Self {
        self.settings.maximum_concurrency = Some(batches);
        self
    }

    /// Default: shared ones. The most pollers of this mapping alone, from 2 to 2000.
    ///
    /// AWS calls it `ProvisionedPollerConfig.MaximumPollers`; it excludes
    /// [`maximum_concurrency`](Self::maximum_concurrency).
    pub fn maximum_pollers(mut self, pollers: u32) -> Self {
        self.settings.maximum_pollers = Some(pollers);
        self
    }

    /// Default: shared ones. How many of the mapping's own pollers are always there, from 2 to 200.
    ///
    /// AWS calls it `ProvisionedPollerConfig.MinimumPollers`.
    pub fn minimum_pollers(mut self, pollers: u32) -> Self {
        self.settings.minimum_pollers = Some(pollers);
        self
    }

    /// Default: `stop`. What a failed message of a FIFO queue holds up.
    ///
    /// With `stop`, nothing more of its batch is started, whatever its group: all of that comes
    /// again. With `skip_group`, only the messages behind it in its own group come again.
    pub fn on_failure(mut self, on_failure: impl Into<String>) -> Self {
        self.on_failure = Some(on_failure.into());
        self
    }

    /// The queue's name.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.name_or_arn)
    }

    /// Whether it keeps the order of messages.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        is_fifo(&self.name_or_arn)
    }

    /// How the event source mapping reads the queue.
    #[must_use]
    pub fn settings(&self) -> &QueueSettings {
        &self.settings
    }

    /// What Lambda would refuse, in its own terms.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems: Vec<_> = self.settings.problems(self.is_fifo()).collect();
        problems.extend(out_of("concurrency", self.concurrency, 1..=1000));
        match self.on_failure.as_deref() {
            Some(_) if !self.is_fifo() => problems
                .push("`on_failure` is for FIFO queues, whose name ends in `.fifo`".to_owned()),
            None | Some(STOP | SKIP_GROUP) => {}
            Some(_) => {
                problems.push(format!("`on_failure` has to be `{STOP}` or `{SKIP_GROUP}`"));
            }
        }
        let name = self.name();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let own = name.strip_suffix(FIFO).unwrap_or(name);
        if !(1..=80).contains(&name.len()) || own.is_empty() || !own.chars().all(allowed) {
            problems.push(
                "the queue's name has to be 1 to 80 of the characters a-z, A-Z, 0-9, `_` and `-`, \
                 with `.fifo` at the end if it is FIFO"
                    .to_owned(),
            );
        }
        problems
    }

    /// In which order the messages of one batch are handled.
    pub(super) fn message_order(&self) -> Order {
        let concurrency = count(self.concurrency);
        match self.on_failure.as_deref() {
            _ if !self.is_fifo() => Order::Unordered { concurrency },
            Some(SKIP_GROUP) => Order::ByKey { concurrency, on_failure: Stop::Key },
            _ if self.concurrency > 1 => Order::ByKey { concurrency, on_failure: Stop::Batch },
            _ => Order::Sequence,
        }
    }

    pub(crate) fn matches(&self, event_source_arn: &str) -> bool {
        let own = &self.name_or_arn;
        own == event_source_arn || !is_arn(own) && own == name_of(event_source_arn)
    }

    /// Whether two handlers would claim the same messages.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.matches(&other.name_or_arn) || other.matches(&self.name_or_arn)
    }
}

impl From<&str> for Queue {
    fn from(name_or_arn: &str) -> Self {
        Self::new(name_or_arn)
    }
}

impl From<String> for Queue {
    fn from(name_or_arn: String) -> Self {
        Self::new(name_or_arn)
    }
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQS queue `{}`", self.name_or_arn)
    }
}

/// The queue's name in its ARN; a name is its own.
pub(super) fn name_of(name_or_arn: &str) -> &str {
    name_or_arn.rsplit_once(':').map_or(name_or_arn, |(_, name)| name)
}

fn is_fifo(name_or_arn: &str) -> bool {
    name_or_arn.ends_with(FIFO)
}

const FIFO: &str = ".fifo";
const STOP: &str = "stop";
const SKIP_GROUP: &str = "skip_group";

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: &str = "arn:aws:sqs:eu-west-1:111122223333:orders";
    const ELSEWHERE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn matches_a_name_everywhere_and_an_arn_whole() {
        assert!(Queue::new("orders").matches(ORDERS));
        assert!(Queue::new("orders").matches(ELSEWHERE));
        assert!(Queue::new(ORDERS).matches(ORDERS));
        assert!(!Queue::new(ORDERS).matches(ELSEWHERE));
        for other in ["order", "rders", "orders.fifo", "111122223333:orders", ""] {
            assert!(!Queue::new(other).matches(ORDERS), "{other}");
        }
        assert_eq!(Queue::new(ORDERS).name(), "orders");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_messages() {
        for (one, two, expected) in [
            ("orders", "orders", true),
            ("orders", ORDERS, true),
            (ORDERS, ELSEWHERE, false),
            ("orders", "orders.fifo", false),
        ] {
            assert_eq!(Queue::new(one).overlaps(&Queue::new(two)), expected, "{one} and {two}");
            assert_eq!(Queue::new(two).overlaps(&Queue::new(one)), expected, "{two} and {one}");
        }
    }

    #[test]
    fn handles_messages_in_the_order_that_its_kind_and_its_settings_ask_for() {
        let by_key =
            |concurrency, on_failure| Order::ByKey { concurrency: count(concurrency), on_failure };
        let standard = || Queue::new("orders");
        let fifo = || Queue::new("orders.fifo");
        for (queue, order) in [
            (standard(), Order::Unordered { concurrency: count(10) }),
            (standard().concurrency(1), Order::Unordered { concurrency: count(1) }),
            (fifo(), Order::Sequence),
            (Queue::new(format!("{ORDERS}.fifo")), Order::Sequence),
            (fifo().concurrency(4), by_key(4, Stop::Batch)),
            (fifo().on_failure("skip_group"), by_key(1, Stop::Key)),
            (fifo().on_failure("skip_group").concurrency(4), by_key(4, Stop::Key)),
        ] {
            assert_eq!(queue.message_order(), order, "{queue:?}");
        }
    }

    #[test]
    fn accepts_the_ends_of_every_range() {
        let longest = "a".repeat(80);
        for queue in [
            Queue::new("orders"),
            Queue::new(ORDERS).batch_size(1).maximum_concurrency(2).concurrency(1),
            Queue::new(longest)
                .batch_size(10_000)
                .batching_window(seconds(300))
                .maximum_concurrency(1000)
                .concurrency(1000),
            Queue::new("o").batch_size(11).batching_window(seconds(1)).filter([r#"{"body":[]}"#]),
            Queue::new("orders.fifo").batch_size(10).on_failure("stop"),
            Queue::new("orders.fifo").batch_size(1).on_failure("skip_group").concurrency(10),
        ] {
            assert_eq!(queue.problems(), <[String; 0]>::default(), "{queue:?}");
        }
    }

    #[track_caller]
    fn check_problem(queue: Queue, expected: &str) {
        assert_eq!(queue.problems(), [expected]);
    }

    #[test]
    fn says_what_lambda_would_refuse() {
        let standard = || Queue::new("orders");
        let fifo = || Queue::new("orders.fifo");
        check_problem(standard().batch_size(0), "`BatchSize` has to be from 1 to 10000, and is 0");
        check_problem(
            standard().batch_size(11),
            "`MaximumBatchingWindowInSeconds` has to be at least 1 with a `BatchSize` over 10, \
             which is 11",
        );
        check_problem(
            standard().batching_window(seconds(301)),
            "`MaximumBatchingWindowInSeconds` has to be from 0 to 300, and is 301",
        );
        check_problem(
            standard().batch_size(11).batching_window(Duration::from_millis(500)),
            "`MaximumBatchingWindowInSeconds` has to be in whole seconds, and is 500ms",
        );
        for concurrency in [1, 1001] {
            check_problem(
                standard().maximum_concurrency(concurrency),
                &format!(
                    "`ScalingConfig.MaximumConcurrency` has to be from 2 to 1000, and is \
                     {concurrency}"
                ),
            );
        }
        check_problem(
            standard().concurrency(0),
            "`concurrency` has to be from 1 to 1000, and is 0",
        );
        check_problem(
            standard().filter(["body"]),
            "`FilterCriteria` are JSON objects, and `body` is none",
        );
        check_problem(
            standard().on_failure("stop"),
            "`on_failure` is for FIFO queues, whose name ends in `.fifo`",
        );
        check_problem(fifo().on_failure("skip"), "`on_failure` has to be `stop` or `skip_group`");
        check_problem(fifo().batch_size(11), "`BatchSize` has to be from 1 to 10, and is 11");
        check_problem(
            fifo().batching_window(seconds(1)),
            "a FIFO queue has no `MaximumBatchingWindowInSeconds`",
        );
        for name in ["", ".fifo", "my orders", "orders.std", "öl"] {
            assert_eq!(Queue::new(name).problems().len(), 1, "{name}");
        }
        assert_eq!(Queue::new("a".repeat(81)).problems().len(), 1);
        assert_eq!(fifo().batch_size(0).maximum_concurrency(0).problems().len(), 2);
    }
}
