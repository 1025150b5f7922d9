//! A DynamoDB table with a stream, as a handle.

use super::data_stream::{latest, merge, sequence_numbers, shard_ids, split};
use super::{Cloud, DeployedFunction, MappedStream};
use crate::event::{DynamoDbItem, DynamoDbRecord};
use crate::platform::{DynamoDbTable, Placed, StreamMapping};

/// The stream of a DynamoDB table in a [`Cloud`], which is polled in virtual time.
///
/// Items are not kept: each change says what the item was and is.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use serde_json::json;
/// use sls_test::Cloud;
/// use sls_test::platform::{DynamoDbTable, Function, Outcome, Script, StreamMapping};
///
/// let cloud = Cloud::empty();
/// let copy = cloud.add_function(Function::new("copy"), Script::always(Outcome::ok()));
/// let orders = cloud.create_table(DynamoDbTable::new("orders"));
/// let mapping = orders.map_to(&copy, StreamMapping::new());
///
/// orders.insert(&json!({"id": 7, "qty": 1}));
/// orders.modify(&json!({"id": 7, "qty": 1}), &json!({"id": 7, "qty": 2}));
/// cloud.run_until_idle().await;
///
/// assert_eq!(mapping.deliveries()[0].sequence_numbers.len(), 2);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TableStream {
    cloud: Cloud,
    /// Of the stream.
    arn: String,
}

impl TableStream {
    /// The ARN of the stream, which begins with that of the table.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Tells of a new item.
    ///
    /// # Panics
    /// If the item is not a map or a structure, or lacks the table's keys.
    #[track_caller]
    pub fn insert(&self, new: impl Into<DynamoDbItem>) -> Placed {
        self.write(DynamoDbRecord::insert(new))
    }

    /// Tells of a changed item.
    ///
    /// # Panics
    /// If an item is not a map or a structure, or lacks the table's keys.
    #[track_caller]
    pub fn modify(&self, old: impl Into<DynamoDbItem>, new: impl Into<DynamoDbItem>) -> Placed {
        self.write(DynamoDbRecord::modify(old, new))
    }

    /// Tells of an item that a client deleted.
    ///
    /// # Panics
    /// If the item is not a map or a structure, or lacks the table's keys.
    #[track_caller]
    pub fn remove(&self, old: impl Into<DynamoDbItem>) -> Placed {
        self.write(DynamoDbRecord::remove(old))
    }

    /// Tells of a change in the shard where the item's key belongs.
    ///
    /// A change in the future cannot be read before, nor can those behind it.
    ///
    /// # Panics
    /// If the item lacks the table's keys; if the sequence number is not greater than that of the
    /// change before, or is none.
    #[track_caller]
    pub fn write(&self, record: DynamoDbRecord) -> Placed {
        self.write_in(record, None)
    }

    /// Tells of a change in the shard with this id.
    ///
    /// # Panics
    /// If there is no such shard or it is closed; as [`write`](Self::write).
    #[track_caller]
    pub fn write_into(&self, shard_id: &str, record: DynamoDbRecord) -> Placed {
        self.write_in(record, Some(shard_id))
    }

    /// Lets a function read the stream.
    ///
    /// # Panics
    /// If the settings do not go together.
    #[track_caller]
    pub fn map_to(&self, function: &DeployedFunction, settings: StreamMapping) -> MappedStream {
        MappedStream::new(&self.cloud, &self.arn, function, settings)
    }

    /// Splits a shard and returns the ids of its children, as DynamoDB does when it gets larger.
    ///
    /// # Panics
    /// If there is no such shard or it is closed.
    #[track_caller]
    pub fn split(&self, shard_id: &str) -> Vec<String> {
        split(&self.cloud, &self.arn, shard_id)
    }

    /// Merges two neighbours and returns the id of their child.
    ///
    /// # Panics
    /// If there are no such shards, one is closed, or they are no neighbours.
    #[track_caller]
    pub fn merge(&self, shard_id: &str, adjacent_shard_id: &str) -> String {
        merge(&self.cloud, &self.arn, shard_id, adjacent_shard_id)
    }

    /// The ids of all shards, the oldest first.
    #[must_use]
    pub fn shard_ids(&self) -> Vec<String> {
        shard_ids(&self.cloud, &self.arn)
    }

    /// Each shard that ever had a change, and its last sequence number.
    #[must_use]
    pub fn latest(&self) -> Vec<(String, String)> {
        latest(&self.cloud, &self.arn)
    }

    /// The sequence numbers of what a shard still has, in order.
    ///
    /// # Panics
    /// If there is no such shard.
    #[must_use]
    #[track_caller]
    pub fn sequence_numbers(&self, shard_id: &str) -> Vec<String> {
        sequence_numbers(&self.cloud, &self.arn, shard_id)
    }

    #[track_caller]
    fn write_in(&self, record: DynamoDbRecord, shard: Option<&str>) -> Placed {
        let mut world = self.cloud.world();
        let world = &mut *world;
        let placed = world.streams.write(&self.arn, record, shard, &mut world.desk);
        placed.unwrap_or_else(|why| panic!("{why}"))
    }
}

impl Cloud {
    /// Creates a DynamoDB table with a stream, or an empty one in place of one with that name.
    pub fn create_table(&self, settings: DynamoDbTable) -> TableStream {
        let mut world = self.world();
        let world = &mut *world;
        let arn = world.streams.create_table(settings, &world.desk);
        TableStream { cloud: self.clone(), arn }
    }
}
