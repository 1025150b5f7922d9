//! A table whose stream the function reads.

use super::{Cloud, PendingDelivery};
use crate::event::{DynamoDbEvent, DynamoDbItem, DynamoDbRecord, StreamViewType};

/// A DynamoDB table; its items are not kept, and each change is told by a batch of its own.
///
/// Items are values that have a JSON form, such as structures.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use serde_json::json;
/// use sls_core::event::dynamodb;
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
///
/// async fn copy(change: dynamodb::Change<serde_json::Value>) {
///     assert_eq!(change.new.unwrap()["qty"], 2);
/// }
///
/// let app = App::new().handler(Handler::new("copy").on(dynamodb::Table::new("orders"), copy));
/// let orders = Cloud::new(app).await.dynamodb("orders");
/// let (old, new) = (json!({"id": 7, "qty": 1}), json!({"id": 7, "qty": 2}));
/// orders.modify(&old, &new).await.assert_ok();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    cloud: Cloud,
    /// A batch of the table without records.
    batch: DynamoDbEvent,
}

impl Table {
    pub(super) fn new(cloud: Cloud, table: String) -> Self {
        Self { cloud, batch: DynamoDbEvent::new(table) }
    }

    /// Default: `id`. The one or two attributes that are the table's key.
    #[must_use]
    pub fn keys<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.batch = self.batch.keys(names);
        self
    }

    /// Default: [`NewAndOldImages`](StreamViewType::NewAndOldImages). What the stream tells.
    #[must_use]
    pub fn view(mut self, view: StreamViewType) -> Self {
        self.batch = self.batch.view(view);
        self
    }

    /// Tells of a new item.
    ///
    /// # Panics
    /// If the item is not a map or a structure; when it is delivered, if it lacks the table's keys.
    #[track_caller]
    pub fn insert(&self, new: impl Into<DynamoDbItem>) -> PendingDelivery<DynamoDbEvent> {
        self.write([DynamoDbRecord::insert(new)])
    }

    /// Tells of a changed item.
    ///
    /// # Panics
    /// If an item is not a map or a structure; when it is delivered, if it lacks the table's keys.
    #[track_caller]
    pub fn modify(
        &self,
        old: impl Into<DynamoDbItem>,
        new: impl Into<DynamoDbItem>,
    ) -> PendingDelivery<DynamoDbEvent> {
        self.write([DynamoDbRecord::modify(old, new)])
    }

    /// Tells of an item that a client deleted.
    ///
    /// # Panics
    /// If the item is not a map or a structure; when it is delivered, if it lacks the table's keys.
    #[track_caller]
    pub fn remove(&self, old: impl Into<DynamoDbItem>) -> PendingDelivery<DynamoDbEvent> {
        self.write([DynamoDbRecord::remove(old)])
    }

    /// Tells of an item whose time to live had passed.
    ///
    /// # Panics
    /// If the item is not a map or a structure; when it is delivered, if it lacks the table's keys.
    #[track_caller]
    pub fn expire(&self, old: impl Into<DynamoDbItem>) -> PendingDelivery<DynamoDbEvent> {
        self.write([DynamoDbRecord::expire(old)])
    }

    /// Tells of changes of any kind in one batch.
    pub fn write(
        &self,
        records: impl IntoIterator<Item = DynamoDbRecord>,
    ) -> PendingDelivery<DynamoDbEvent> {
        self.cloud.deliver(self.batch.clone().records(records))
    }
}
