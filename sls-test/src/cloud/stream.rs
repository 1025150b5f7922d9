//! A stream that the function reads.

use bytes::Bytes;
use serde::Serialize;

use super::{Cloud, PendingDelivery};
use crate::event::{KinesisEvent, KinesisRecord};

/// A Kinesis data stream; each call delivers one batch at once.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::kinesis::Stream;
/// use sls_core::{App, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn click(Json(page): Json<String>) {
///     assert!(page.starts_with('/'));
/// }
///
/// let app = App::new().handler(Handler::new("click").on(Stream::new("clicks"), click));
/// let clicks = Cloud::new(app).await.kinesis("clicks");
/// clicks.put("user-1", "/home").await.assert_ok();
/// clicks.put_all(&["/home", "/orders"]).await.assert_ok();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    cloud: Cloud,
    stream: String,
}

impl Stream {
    pub(super) fn new(cloud: Cloud, stream: String) -> Self {
        Self { cloud, stream }
    }

    /// Puts one record, the JSON text of a value.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn put(
        &self,
        partition_key: impl Into<String>,
        value: &(impl Serialize + ?Sized),
    ) -> PendingDelivery<KinesisEvent> {
        self.put_records([KinesisRecord::json(partition_key, value)])
    }

    /// Puts one record with these bytes.
    pub fn put_bytes(
        &self,
        partition_key: impl Into<String>,
        data: impl Into<Bytes>,
    ) -> PendingDelivery<KinesisEvent> {
        self.put_records([KinesisRecord::new(partition_key, data)])
    }

    /// Puts records, the JSON texts of values, each with a partition key of its own.
    ///
    /// # Panics
    /// If one of them has no JSON form.
    #[track_caller]
    pub fn put_all<T: Serialize>(&self, values: &[T]) -> PendingDelivery<KinesisEvent> {
        let keys = (0..values.len()).map(|position| format!("key-{position}"));
        // A loop, so that a panic names the caller and not a closure.
        let mut event = KinesisEvent::new(&self.stream);
        for (key, value) in keys.zip(values) {
            event = event.data_json(key, value);
        }
        self.cloud.deliver(event)
    }

    /// Puts records with partition keys, bytes and so on of their own.
    pub fn put_records(
        &self,
        records: impl IntoIterator<Item = KinesisRecord>,
    ) -> PendingDelivery<KinesisEvent> {
        self.cloud.deliver(KinesisEvent::new(&self.stream).records(records))
    }
}
