//! A Firehose stream that has the function transform its records.

use serde::Serialize;

use super::{Cloud, PendingAnswer};
use crate::event::{FirehoseEvent, FirehoseRecord};

/// A stream of Amazon Data Firehose with the function as its transformation.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::firehose::{self, Transformed};
/// use sls_core::{App, Handler, Text};
/// use sls_test::Cloud;
///
/// async fn shout(Text(line): Text) -> Transformed {
///     if line.is_empty() { Transformed::dropped() } else { Transformed::ok(line.to_uppercase()) }
/// }
///
/// let stream = firehose::DeliveryStream::new("lines");
/// let cloud = Cloud::new(App::new().handler(Handler::new("shout").on(stream, shout))).await;
/// let answer = cloud.firehose("lines").transform_bytes(["hello", ""]).await;
/// assert_eq!(answer.results(), ["Ok", "Dropped"]);
/// assert_eq!(answer.data(0), "HELLO");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeliveryStream {
    cloud: Cloud,
    stream: String,
}

impl DeliveryStream {
    pub(super) fn new(cloud: Cloud, stream: String) -> Self {
        Self { cloud, stream }
    }

    /// Hands over records, the JSON texts of values.
    ///
    /// # Panics
    /// If there are none, which Firehose never hands over, or one of them has no JSON form.
    #[track_caller]
    pub fn transform<T: Serialize>(&self, values: &[T]) -> PendingAnswer<FirehoseEvent> {
        // A loop, so that a panic names the caller and not a closure.
        let mut records = Vec::with_capacity(values.len());
        for value in values {
            records.push(FirehoseRecord::json(value));
        }
        self.transform_records(records)
    }

    /// Hands over records with these bytes.
    ///
    /// # Panics
    /// If there are none, which Firehose never hands over.
    #[track_caller]
    pub fn transform_bytes<B: Into<bytes::Bytes>>(
        &self,
        data: impl IntoIterator<Item = B>,
    ) -> PendingAnswer<FirehoseEvent> {
        self.transform_records(data.into_iter().map(FirehoseRecord::new))
    }

    /// Hands over records with ids, arrival times and so on of their own.
    ///
    /// # Panics
    /// If there are none, which Firehose never hands over.
    #[track_caller]
    pub fn transform_records(
        &self,
        records: impl IntoIterator<Item = FirehoseRecord>,
    ) -> PendingAnswer<FirehoseEvent> {
        let records: Vec<_> = records.into_iter().collect();
        // The builder would put a record of its own into an empty batch.
        assert!(
            !records.is_empty(),
            "Firehose hands over batches of at least one record; give it one"
        );
        self.cloud.ask(FirehoseEvent::new(&self.stream).records(records))
    }
}
