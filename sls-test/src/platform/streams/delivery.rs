//! What a mapping did, to be read back.

use std::collections::VecDeque;
use std::time::SystemTime;

use crate::platform::Outcome;

/// One invocation with a batch of a stream, which is over.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::event::KinesisRecord;
/// use sls_test::platform::{Function, KinesisStream, Outcome, Script, StreamMapping};
///
/// let cloud = Cloud::empty();
/// let count = cloud.add_function(Function::new("count"), Script::new([Outcome::Crash]));
/// let clicks = cloud.create_stream(KinesisStream::new("clicks"));
/// let mapping = clicks.map_to(&count, StreamMapping::new());
///
/// clicks.put(KinesisRecord::new("user-1", "/home").sequence_number("7"));
/// cloud.run_until_idle().await;
///
/// let deliveries = mapping.deliveries();
/// assert_eq!(deliveries[0].outcome, Outcome::Crash);
/// assert_eq!(deliveries[1].sequence_numbers, ["7"]);
/// assert_ne!(deliveries[0].request_id, deliveries[1].request_id);
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StreamDelivery {
    /// When the function began.
    pub at: SystemTime,
    /// The request id, which each attempt has of its own.
    pub request_id: String,
    /// The id of the shard.
    pub shard_id: String,
    /// The records, in order; none in the last call of a tumbling window.
    pub sequence_numbers: Vec<String>,
    /// What the function did.
    pub outcome: Outcome,
}

/// Records that a mapping gave up.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::event::KinesisRecord;
/// use sls_test::platform::{
///     DiscardReason, Function, KinesisStream, Outcome, Script, StreamMapping,
/// };
///
/// let cloud = Cloud::empty();
/// let broken = cloud.add_function(Function::new("broken"), Script::always(Outcome::Crash));
/// let clicks = cloud.create_stream(KinesisStream::new("clicks"));
/// let mapping = clicks.map_to(&broken, StreamMapping::new().maximum_retry_attempts(1));
///
/// clicks.put(KinesisRecord::new("user-1", "/home"));
/// cloud.run_until_idle().await;
///
/// let discarded = mapping.discarded();
/// assert_eq!(discarded[0].reason, DiscardReason::RetryAttemptsExhausted);
/// assert_eq!(discarded[0].invoke_count, 2);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Discarded {
    /// When.
    pub at: SystemTime,
    /// Why.
    pub reason: DiscardReason,
    /// The id of the shard.
    pub shard_id: String,
    /// The records, in order.
    pub sequence_numbers: Vec<String>,
    /// How often the function got them since they were last split or moved on; at least 1.
    pub invoke_count: u32,
    /// The JSON that the destination was sent, if there is one.
    pub record: Option<String>,
}

/// Why a mapping gave records up.
///
/// # Example
/// ```
/// use sls_test::platform::DiscardReason;
///
/// assert_eq!(DiscardReason::RecordAgeExceeded.condition(), Some("RecordAgeExceeded"));
/// assert_eq!(DiscardReason::Expired.condition(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscardReason {
    /// The stream does not keep them any longer; no destination is told.
    Expired,
    /// They became older than the mapping allows.
    RecordAgeExceeded,
    /// They failed too often, or a single one is too large for an event.
    RetryAttemptsExhausted,
}

impl DiscardReason {
    /// The name in the record for the destination, `None` if there is no such record.
    #[must_use]
    pub fn condition(self) -> Option<&'static str> {
        match self {
            Self::Expired => None,
            Self::RecordAgeExceeded => Some("RecordAgeExceeded"),
            Self::RetryAttemptsExhausted => Some("RetryAttemptsExhausted"),
        }
    }
}

/// What is kept of all that.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) deliveries: VecDeque<StreamDelivery>,
    pub(super) discarded: VecDeque<Discarded>,
    keep: usize,
    /// As the API says it.
    pub(super) last_result: &'static str,
}

impl Log {
    /// Keeps at most so many of each.
    pub(super) fn keep(&mut self, entries: usize) {
        self.keep = entries;
        self.shorten();
    }

    pub(super) fn deliver(&mut self, delivery: impl FnOnce() -> StreamDelivery) {
        if self.keep > 0 {
            self.deliveries.push_back(delivery());
            self.shorten();
        }
    }

    pub(super) fn discard(&mut self, discarded: Discarded) {
        self.discarded.push_back(discarded);
        self.shorten();
    }

    fn shorten(&mut self) {
        let surplus = |kept: usize| kept.saturating_sub(self.keep);
        let (deliveries, discarded) =
            (surplus(self.deliveries.len()), surplus(self.discarded.len()));
        self.deliveries.drain(..deliveries);
        self.discarded.drain(..discarded);
    }
}

impl Default for Log {
    fn default() -> Self {
        let (deliveries, discarded) = (VecDeque::new(), VecDeque::new());
        Self { deliveries, discarded, keep: usize::MAX, last_result: "No records processed" }
    }
}
