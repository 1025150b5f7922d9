//! Numbers of the platform that may differ from what is built in.

use std::time::Duration;

/// Quotas and intervals of the platform, with AWS's values unless a test says otherwise.
///
/// What AWS does not document, or documents vaguely, is here too, so that a test can try others.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::Limits;
///
/// let mut limits = Limits::default();
/// assert_eq!(limits.async_retry_delays[0], Duration::from_secs(60));
/// limits.async_retry_delays = vec![Duration::from_secs(1)];
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest event and the largest buffered result, in bytes.
    pub payload: usize,
    /// The largest event of an asynchronous invocation, in bytes.
    pub async_payload: usize,
    /// How long the INIT phase may take.
    pub init: Duration,
    /// How long Lambda waits before each retry of an asynchronous invocation.
    pub async_retry_delays: Vec<Duration>,
    /// The first wait after a throttle of an asynchronous invocation, doubled each time.
    pub async_throttle_delay: Duration,
    /// The longest wait after a throttle of an asynchronous invocation.
    pub async_throttle_delay_max: Duration,
    /// How often a shard of Kinesis is polled.
    pub kinesis_poll: Duration,
    /// How often a shard of a DynamoDB stream is polled.
    pub dynamodb_poll: Duration,
    /// The first wait before a failed batch of a stream is tried again, doubled each time.
    pub stream_backoff: Duration,
    /// The longest wait before a failed batch of a stream is tried again.
    ///
    /// AWS does not say; with 13 seconds there are eight attempts in a minute, as were observed.
    pub stream_backoff_max: Duration,
    /// The largest state of a tumbling window, in bytes.
    pub tumbling_window_state: usize,
    /// How many batches of a queue are in flight at first.
    pub sqs_pollers: u32,
    /// How many more batches of a queue may be in flight each minute.
    pub sqs_pollers_per_minute: u32,
    /// The most batches of a queue in flight.
    pub sqs_pollers_max: u32,
    /// The first wait after a throttle of a batch of a queue, doubled each time.
    pub sqs_throttle_delay: Duration,
    /// The longest wait after a throttle of a batch of a queue.
    pub sqs_throttle_delay_max: Duration,
    /// How much longer than window and function a batch is hidden if the queue would not do it.
    pub sqs_window_visibility_margin: Duration,
    /// How long a FIFO queue remembers deduplication ids.
    pub sqs_deduplication: Duration,
    /// The most that a poller with a batching window waits at low traffic.
    pub sqs_low_traffic_wait: Duration,
    /// The largest message of a queue with its attributes, in bytes.
    pub sqs_message: usize,
    /// The largest message of a topic with its attributes, in bytes.
    pub sns_message: usize,
    /// How long after a change S3 tells of it.
    pub s3_notification_delay: Duration,
    /// The largest event that an event bus takes, in bytes.
    pub eventbridge_entry: usize,
    /// How many functions may hand an event to each other before Lambda calls that a loop.
    pub recursion: u32,
    /// Concurrent executions of all functions of the account.
    pub concurrency: u32,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            payload: 6 * 1024 * 1024 + 100,
            async_payload: 1024 * 1024,
            init: seconds(10),
            async_retry_delays: vec![seconds(60), seconds(120)],
            async_throttle_delay: seconds(1),
            async_throttle_delay_max: seconds(300),
            kinesis_poll: seconds(1),
            dynamodb_poll: Duration::from_millis(250),
            stream_backoff: seconds(1),
            stream_backoff_max: seconds(13),
            tumbling_window_state: 1024 * 1024,
            sqs_pollers: 5,
            sqs_pollers_per_minute: 300,
            sqs_pollers_max: 1250,
            sqs_throttle_delay: seconds(1),
            sqs_throttle_delay_max: seconds(60),
            sqs_window_visibility_margin: seconds(30),
            sqs_deduplication: seconds(300),
            sqs_low_traffic_wait: seconds(20),
            sqs_message: 1024 * 1024,
            sns_message: 256 * 1024,
            s3_notification_delay: Duration::ZERO,
            eventbridge_entry: 256 * 1024,
            recursion: 16,
            concurrency: 1000,
        }
    }
}
