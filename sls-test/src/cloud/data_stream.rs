//! A Kinesis stream of a cloud, as a handle.

use std::time::Duration;

use super::{Cloud, DeployedFunction, MappedStream};
use crate::event::KinesisRecord;
use crate::platform::{KinesisStream, Placed, StreamMapping};

/// A Kinesis data stream in a [`Cloud`], which keeps records and is polled in virtual time.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::event::KinesisRecord;
/// use sls_test::platform::{Function, KinesisStream, Outcome, Script, StreamMapping};
///
/// let cloud = Cloud::empty();
/// let script = Script::new([Outcome::batch_item_failures(["8"])]);
/// let count = cloud.add_function(Function::new("count"), script);
/// let clicks = cloud.create_stream(KinesisStream::new("clicks"));
/// let mapping = clicks.map_to(&count, StreamMapping::new().report_batch_item_failures());
///
/// for number in ["7", "8", "9"] {
///     clicks.put(KinesisRecord::new("user-1", "{}").sequence_number(number));
/// }
/// cloud.run_until_idle().await;
///
/// assert_eq!(mapping.deliveries()[1].sequence_numbers, ["8", "9"]);
/// assert_eq!(mapping.checkpoint("shardId-000000000000").as_deref(), Some("9"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DataStream {
    cloud: Cloud,
    arn: String,
}

impl DataStream {
    /// The ARN.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Puts a record where its partition key belongs.
    ///
    /// A record whose arrival is in the future cannot be read before, nor can those behind it.
    ///
    /// # Panics
    /// If its sequence number is not greater than that of the record before, or is none.
    #[track_caller]
    pub fn put(&self, record: KinesisRecord) -> Placed {
        self.put_in(record, None)
    }

    /// Puts a record into the shard with this id, whatever its partition key.
    ///
    /// # Panics
    /// If there is no such shard or it is closed; if the sequence number is not greater than that
    /// of the record before, or is none.
    #[track_caller]
    pub fn put_into(&self, shard_id: &str, record: KinesisRecord) -> Placed {
        self.put_in(record, Some(shard_id))
    }

    /// Puts the records that `make` gives, one now and another after each interval.
    ///
    /// They are made when it is their time, and no more than that are in memory. `make` is told how
    /// many it has made so far, and ends it with `None`.
    ///
    /// # Example
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use std::time::Duration;
    /// use sls_test::Cloud;
    /// use sls_test::event::KinesisRecord;
    /// use sls_test::platform::KinesisStream;
    ///
    /// let cloud = Cloud::empty();
    /// let clicks = cloud.create_stream(KinesisStream::new("clicks"));
    /// clicks.put_every(Duration::from_millis(10), |made| {
    ///     (made < 3).then(|| KinesisRecord::new(format!("user-{made}"), "{}"))
    /// });
    /// cloud.run_until_idle().await;
    /// assert_eq!(clicks.sequence_numbers("shardId-000000000000").len(), 3);
    /// # }
    /// ```
    #[track_caller]
    pub fn put_every(
        &self,
        interval: Duration,
        make: impl FnMut(u64) -> Option<KinesisRecord> + Send + 'static,
    ) {
        let mut world = self.cloud.world();
        let world = &mut *world;
        let produced = world.streams.produce(&self.arn, interval, Box::new(make), &mut world.desk);
        produced.unwrap_or_else(|why| panic!("{why}"));
    }

    /// Lets a function read the stream.
    ///
    /// # Panics
    /// If the settings do not go together.
    #[track_caller]
    pub fn map_to(&self, function: &DeployedFunction, settings: StreamMapping) -> MappedStream {
        MappedStream::new(&self.cloud, &self.arn, function, settings)
    }

    /// Splits a shard in the middle and returns the ids of its children.
    ///
    /// Mappings read the children when they are done with the shard.
    ///
    /// # Panics
    /// If there is no such shard or it is closed.
    #[track_caller]
    pub fn split(&self, shard_id: &str) -> Vec<String> {
        split(&self.cloud, &self.arn, shard_id)
    }

    /// Merges two neighbours and returns the id of their child.
    ///
    /// Mappings read the child when they are done with both.
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

    /// Each shard that ever had a record, and its last sequence number.
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
    fn put_in(&self, record: KinesisRecord, shard: Option<&str>) -> Placed {
        let mut world = self.cloud.world();
        let world = &mut *world;
        let placed = world.streams.put(&self.arn, record, shard, &mut world.desk);
        placed.unwrap_or_else(|why| panic!("{why}"))
    }
}

#[track_caller]
pub(super) fn split(cloud: &Cloud, arn: &str, shard_id: &str) -> Vec<String> {
    let mut world = cloud.world();
    let world = &mut *world;
    let children = world.streams.split(arn, shard_id, &mut world.desk);
    children.unwrap_or_else(|why| panic!("{why}"))
}

#[track_caller]
pub(super) fn merge(cloud: &Cloud, arn: &str, shard_id: &str, adjacent: &str) -> String {
    let mut world = cloud.world();
    let world = &mut *world;
    let child = world.streams.merge(arn, shard_id, adjacent, &mut world.desk);
    child.unwrap_or_else(|why| panic!("{why}"))
}

pub(super) fn shard_ids(cloud: &Cloud, arn: &str) -> Vec<String> {
    cloud.world().streams.source(arn).map(|source| source.shard_ids()).unwrap_or_default()
}

pub(super) fn latest(cloud: &Cloud, arn: &str) -> Vec<(String, String)> {
    cloud.world().streams.source(arn).map(|source| source.latest()).unwrap_or_default()
}

#[track_caller]
pub(super) fn sequence_numbers(cloud: &Cloud, arn: &str, shard_id: &str) -> Vec<String> {
    let world = cloud.world();
    let kept = world.streams.source(arn).and_then(|source| source.kept(shard_id));
    kept.unwrap_or_else(|why| panic!("{why}"))
}

impl Cloud {
    /// Creates a Kinesis data stream, or an empty one in place of one with the same name.
    pub fn create_stream(&self, settings: KinesisStream) -> DataStream {
        let mut world = self.world();
        let world = &mut *world;
        let arn = world.streams.create_stream(&settings, &world.desk);
        DataStream { cloud: self.clone(), arn }
    }
}
