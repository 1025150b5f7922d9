//! What is configured about an event source mapping of a queue, and what Lambda refuses of it.

use std::time::Duration;

use super::settings::QueueSettings;
use crate::platform::pattern::Filters;

/// The configuration of an event source mapping of a queue, with Lambda's defaults.
///
/// (AWS Lambda API reference, "CreateEventSourceMapping".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::QueueMapping;
///
/// let mapping = QueueMapping::new()
///     .batch_size(100)
///     .maximum_batching_window(Duration::from_secs(5))
///     .report_batch_item_failures();
/// # drop(mapping);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct QueueMapping {
    pub(crate) batch_size: usize,
    pub(crate) window: Duration,
    pub(crate) reports: bool,
    pub(crate) maximum_concurrency: Option<u32>,
    pub(crate) pollers: Option<(u32, u32)>,
    pub(crate) low_traffic: bool,
    filters: Vec<String>,
}

impl QueueMapping {
    /// A mapping that is enabled and takes up to 10 messages at once.
    pub fn new() -> Self {
        Self {
            batch_size: 10,
            window: Duration::ZERO,
            reports: false,
            maximum_concurrency: None,
            pollers: None,
            low_traffic: false,
            filters: Vec::new(),
        }
    }

    /// Default: 10. The most messages of a batch, up to 10,000, of a FIFO queue up to 10.
    pub fn batch_size(mut self, messages: usize) -> Self {
        self.batch_size = messages;
        self
    }

    /// Default: none. How long Lambda collects messages for a batch, up to 5 minutes.
    pub fn maximum_batching_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Default: off. The function reports which messages failed, the others are deleted.
    pub fn report_batch_item_failures(mut self) -> Self {
        self.reports = true;
        self
    }

    /// Default: none. The most batches in flight, 2 to 1,000.
    pub fn maximum_concurrency(mut self, batches: u32) -> Self {
        self.maximum_concurrency = Some(batches);
        self
    }

    /// Default: none. Provisioned pollers: at least 2 to 200, at most 2 to 2,000.
    ///
    /// Each has up to 10 batches in flight.
    pub fn provisioned_pollers(mut self, minimum: u32, maximum: u32) -> Self {
        self.pollers = Some((minimum, maximum));
        self
    }

    /// Default: off. The queue has so little traffic that a batching window takes 20 seconds.
    ///
    /// Lambda says that it may, not when.
    /// (AWS Lambda developer guide, "Using Lambda with Amazon SQS".)
    pub fn low_traffic(mut self) -> Self {
        self.low_traffic = true;
        self
    }

    /// Default: none. Adds a pattern; messages that match none of them are deleted, unseen.
    ///
    /// A pattern of `body` sees JSON as JSON, and other text as a string.
    /// (AWS Lambda developer guide, "Control which events Lambda sends to your function".)
    ///
    /// # Example
    /// ```
    /// use sls_test::platform::QueueMapping;
    ///
    /// let mapping = QueueMapping::new().filter(r#"{"body":{"total":[{"numeric":[">",100]}]}}"#);
    /// # drop(mapping);
    /// ```
    pub fn filter(mut self, pattern: impl Into<String>) -> Self {
        self.filters.push(pattern.into());
        self
    }

    /// The filters, if there are any.
    ///
    /// # Errors
    /// What Lambda says of them.
    pub(super) fn filters(&self) -> Result<Option<Filters>, String> {
        match self.filters.len() {
            0 => Ok(None),
            1..=MOST_FILTERS => Filters::parse(&self.filters)
                .map(Some)
                .map_err(|why| format!("Invalid filter pattern definition. ({why})")),
            count => Err(format!("there are {count} filters; a mapping takes {MOST_FILTERS}")),
        }
    }

    /// Why Lambda would refuse it for this queue and a function with this timeout.
    pub(super) fn problem(&self, queue: &QueueSettings, timeout: Duration) -> Option<String> {
        let Self { batch_size, window, maximum_concurrency, pollers, .. } = self;
        let most = if queue.is_fifo() { 10 } else { 10_000 };
        if !(1..=most).contains(batch_size) {
            return Some(format!("BatchSize is {batch_size}; this queue takes 1 to {most}"));
        }
        if queue.is_fifo() && !window.is_zero() {
            return Some("Batching window is not supported for FIFO queues".to_owned());
        }
        if *window > Duration::from_secs(300) {
            return Some(format!("MaximumBatchingWindowInSeconds is {window:?}; up to 300 s"));
        }
        if *batch_size > 10 && *window < Duration::from_secs(1) {
            return Some(format!(
                "MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is over 10, \
                 and it is {batch_size}"
            ));
        }
        if maximum_concurrency.is_some_and(|most| !(2..=1000).contains(&most)) {
            return Some("MaximumConcurrency takes 2 to 1000".to_owned());
        }
        if let Some((least, most)) = pollers {
            if !(2..=200).contains(least) || !(2..=2000).contains(most) || least > most {
                return Some("MinimumPollers takes 2 to 200, MaximumPollers 2 to 2000".to_owned());
            }
            if maximum_concurrency.is_some() {
                return Some(
                    "MaximumConcurrency and provisioned pollers exclude each other".into(),
                );
            }
        }
        let visible = queue.visibility_timeout;
        (visible < timeout).then(|| {
            format!(
                "Queue visibility timeout: {} seconds is less than Function timeout: {} seconds",
                visible.as_secs(),
                timeout.as_secs()
            )
        })
    }
}

impl Default for QueueMapping {
    fn default() -> Self {
        Self::new()
    }
}

/// How many filters a mapping has at most.
const MOST_FILTERS: usize = 5;
