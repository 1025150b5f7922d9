//! A topic of a Kafka cluster that the function reads.

use bytes::Bytes;
use serde::Serialize;

use super::{Cloud, PendingDelivery};
use crate::event::{KafkaEvent, KafkaRecord};

/// A topic of an Amazon MSK cluster; each call delivers one batch at once.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::kafka;
/// use sls_core::{App, Handler, Json};
/// use sls_test::Cloud;
/// use sls_test::event::KafkaRecord;
///
/// async fn click(Json(page): Json<String>) {
///     assert!(page.starts_with('/'));
/// }
///
/// let app = App::new().handler(Handler::new("click").on(kafka::Topic::new("clicks"), click));
/// let clicks = Cloud::new(app).await.kafka("clicks");
/// clicks.send("/home").await.assert_ok();
/// let record = KafkaRecord::json("/orders").key("user-1").partition(3);
/// clicks.send_records([record]).await.assert_ok();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct KafkaTopic {
    cloud: Cloud,
    topic: String,
}

impl KafkaTopic {
    pub(super) fn new(cloud: Cloud, topic: String) -> Self {
        Self { cloud, topic }
    }

    /// Sends one record without a key, the JSON text of a value.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn send(&self, value: &(impl Serialize + ?Sized)) -> PendingDelivery<KafkaEvent> {
        self.send_records([KafkaRecord::json(value)])
    }

    /// Sends one record without a key, with these bytes.
    pub fn send_bytes(&self, value: impl Into<Bytes>) -> PendingDelivery<KafkaEvent> {
        self.send_records([KafkaRecord::new(value)])
    }

    /// Sends records without a key, the JSON texts of values, in one partition.
    ///
    /// # Panics
    /// If there are none, which no poller delivers, or one of them has no JSON form.
    #[track_caller]
    pub fn send_all<T: Serialize>(&self, values: &[T]) -> PendingDelivery<KafkaEvent> {
        // A loop, so that a panic names the caller and not a closure.
        let mut records = Vec::with_capacity(values.len());
        for value in values {
            records.push(KafkaRecord::json(value));
        }
        self.send_records(records)
    }

    /// Sends records with keys, partitions, headers and so on of their own.
    ///
    /// # Panics
    /// If there are none, which no poller delivers.
    #[track_caller]
    pub fn send_records(
        &self,
        records: impl IntoIterator<Item = KafkaRecord>,
    ) -> PendingDelivery<KafkaEvent> {
        let records: Vec<_> = records.into_iter().collect();
        // The builder would put a record of its own into an empty batch.
        assert!(
            !records.is_empty(),
            "a poller of Kafka delivers batches of at least one record; give it one"
        );
        self.cloud.deliver(KafkaEvent::new(&self.topic).records(records))
    }
}
