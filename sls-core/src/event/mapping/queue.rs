//! How an event source mapping reads a queue.

use std::time::Duration;

use serde::Serialize;

use crate::event::mapping::{bad_filters, bad_pollers, out_of, out_of_seconds, seconds};

/// The settings of the event source mapping of a queue, by the names that AWS gives them.
///
/// Defaults and ranges are those of the AWS Lambda API reference, "CreateEventSourceMapping".
///
/// # Example
/// ```
/// use sls_core::event::sqs::Queue;
///
/// let queue = Queue::new("orders").maximum_concurrency(5);
/// assert_eq!(queue.settings().batch_size, 10);
/// assert_eq!(queue.settings().maximum_concurrency, Some(5));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct QueueSettings {
    /// `BatchSize`: the most messages in one event.
    pub batch_size: u32,
    /// `MaximumBatchingWindowInSeconds`: how long to wait for a full batch.
    #[serde(serialize_with = "seconds")]
    pub batching_window: Duration,
    /// `FilterCriteria`: patterns, of which a message has to match one; all match none.
    #[serde(rename = "filter")]
    pub filters: Vec<String>,
    /// `ScalingConfig.MaximumConcurrency`: how many batches run at the same time.
    pub maximum_concurrency: Option<u32>,
    /// `ProvisionedPollerConfig.MaximumPollers`: the most pollers of this mapping alone.
    pub maximum_pollers: Option<u32>,
    /// `ProvisionedPollerConfig.MinimumPollers`: how many of them are always there.
    pub minimum_pollers: Option<u32>,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            batch_size: 10,
            batching_window: Duration::ZERO,
            filters: Vec::new(),
            maximum_concurrency: None,
            maximum_pollers: None,
            minimum_pollers: None,
        }
    }
}

impl QueueSettings {
    /// What Lambda would refuse, in its own terms.
    pub(crate) fn problems(&self, is_fifo: bool) -> impl Iterator<Item = String> {
        let kind = if is_fifo { self.fifo_problems() } else { self.standard_problems() };
        let concurrency = self.maximum_concurrency;
        let is_provisioned = self.minimum_pollers.is_some() || self.maximum_pollers.is_some();
        let both = (is_provisioned && concurrency.is_some()).then(|| {
            "`ProvisionedPollerConfig` and `ScalingConfig.MaximumConcurrency` exclude each other"
                .to_owned()
        });
        let common = [
            concurrency.and_then(|most| out_of("ScalingConfig.MaximumConcurrency", most, 2..=1000)),
            bad_filters(&self.filters),
            both,
        ];
        let pollers = bad_pollers(self.minimum_pollers, self.maximum_pollers, 2..=200);
        kind.into_iter().chain(common).flatten().chain(pollers)
    }

    fn fifo_problems(&self) -> [Option<String>; 2] {
        let windowed = (!self.batching_window.is_zero())
            .then(|| "a FIFO queue has no `MaximumBatchingWindowInSeconds`".to_owned());
        [out_of("BatchSize", self.batch_size, 1..=MOST_WITHOUT_WINDOW), windowed]
    }

    fn standard_problems(&self) -> [Option<String>; 2] {
        let window = "MaximumBatchingWindowInSeconds";
        if let Some(problem) = out_of_seconds(window, self.batching_window, 0..=300) {
            return [out_of("BatchSize", self.batch_size, 1..=MOST), Some(problem)];
        }
        let hurried = self.batch_size > MOST_WITHOUT_WINDOW && self.batching_window.is_zero();
        let window = hurried.then(|| {
            let size = self.batch_size;
            format!("`{window}` has to be at least 1 with a `BatchSize` over 10, which is {size}")
        });
        [out_of("BatchSize", self.batch_size, 1..=MOST), window]
    }
}

const MOST: u32 = 10_000;
const MOST_WITHOUT_WINDOW: u32 = 10;
