//! An event source mapping of a stream, as a handle.

use super::{Cloud, DeployedFunction};
use crate::platform::{Discarded, StreamDelivery, StreamMapping};

/// An event source mapping of a stream: what it delivered, how far it is, what it gave up.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::event::KinesisRecord;
/// use sls_test::platform::{Function, KinesisStream, Outcome, Script, StreamMapping};
///
/// let cloud = Cloud::empty();
/// let count = cloud.add_function(Function::new("count"), Script::always(Outcome::ok()));
/// let clicks = cloud.create_stream(KinesisStream::new("clicks"));
/// let mapping = clicks.map_to(&count, StreamMapping::new());
/// assert_eq!(mapping.last_processing_result(), "No records processed");
///
/// let placed = clicks.put(KinesisRecord::new("user-1", "{}"));
/// cloud.run_until_idle().await;
/// assert_eq!(mapping.checkpoints(), [(placed.shard_id, placed.sequence_number)]);
/// assert_eq!(mapping.last_processing_result(), "OK");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct MappedStream {
    cloud: Cloud,
    uuid: String,
    number: u64,
}

impl MappedStream {
    #[track_caller]
    pub(super) fn new(
        cloud: &Cloud,
        stream: &str,
        function: &DeployedFunction,
        settings: StreamMapping,
    ) -> Self {
        let mut world = cloud.world();
        let world = &mut *world;
        let function = function.arn().to_owned();
        let mapped = world.streams.map(stream, function, settings, &mut world.desk);
        let number = mapped.unwrap_or_else(|why| panic!("{why}"));
        let uuid = world.streams.mapping(number).map(|mapping| mapping.uuid().to_owned());
        Self { cloud: cloud.clone(), uuid: uuid.unwrap_or_default(), number }
    }

    /// The UUID.
    #[must_use]
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// The invocations that are over, in the order in which they began.
    ///
    /// A batch that was refused for lack of capacity is not there: nothing ran.
    #[must_use]
    pub fn deliveries(&self) -> Vec<StreamDelivery> {
        let mut world = self.cloud.world();
        world.streams.mapping(self.number).map(|one| one.deliveries()).unwrap_or_default()
    }

    /// The records that were given up, in the order in which that happened.
    #[must_use]
    pub fn discarded(&self) -> Vec<Discarded> {
        let mut world = self.cloud.world();
        world.streams.mapping(self.number).map(|one| one.discarded()).unwrap_or_default()
    }

    /// The sequence number up to which a shard is done; `None` if nothing is.
    #[must_use]
    pub fn checkpoint(&self, shard_id: &str) -> Option<String> {
        let checkpoints = self.checkpoints();
        checkpoints.into_iter().find_map(|(id, number)| (id == shard_id).then_some(number))
    }

    /// The checkpoints of all shards that have one, by the id of the shard.
    #[must_use]
    pub fn checkpoints(&self) -> Vec<(String, String)> {
        self.cloud.world().streams.checkpoints(self.number)
    }

    /// `No records processed`, `OK`, or `PROBLEM: Function call failed`.
    #[must_use]
    pub fn last_processing_result(&self) -> &'static str {
        let mut world = self.cloud.world();
        world.streams.mapping(self.number).map_or("", |one| one.last_processing_result())
    }

    /// `Enabled` or `Disabled`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        let mut world = self.cloud.world();
        match world.streams.mapping(self.number).is_some_and(|one| one.is_enabled()) {
            true => "Enabled",
            false => "Disabled",
        }
    }

    /// Stops reading; what is with the function ends, and the checkpoints stay.
    pub fn disable(&self) {
        self.set_enabled(false);
    }

    /// Goes on behind the checkpoints.
    ///
    /// What was done behind them, in other lanes, is delivered again.
    pub fn enable(&self) {
        self.set_enabled(true);
    }

    /// Keeps at most so many deliveries and discarded batches to be read back; all by default.
    pub fn keep_deliveries(&self, deliveries: usize) {
        let mut world = self.cloud.world();
        if let Some(mapping) = world.streams.mapping(self.number) {
            mapping.keep_deliveries(deliveries);
        }
    }

    fn set_enabled(&self, enabled: bool) {
        let mut world = self.cloud.world();
        let world = &mut *world;
        world.streams.set_enabled(self.number, enabled, &mut world.desk);
    }
}
