//! A topic of a Kafka cluster and the mappings that read it, as handles.

use std::fmt;

use super::{Cloud, DeployedFunction};
use crate::event::KafkaRecord;
use crate::platform::{BatchDelivery, KafkaMapping, KafkaTopicSettings, World};

/// A Kafka topic in a [`Cloud`], which keeps its records.
///
/// # Example
/// ```
/// use sls_test::Cloud;
/// use sls_test::event::KafkaRecord;
/// use sls_test::platform::KafkaTopicSettings;
///
/// let topic = KafkaTopicSettings::new("clicks").partitions(2);
/// let clicks = Cloud::empty().create_kafka_topic(topic);
/// clicks.produce(KafkaRecord::new("a").partition(1));
/// let offset = clicks.produce(KafkaRecord::new("b").key("user-1").partition(1));
/// assert_eq!(offset, 1);
/// assert_eq!((clicks.end(0), clicks.end(1)), (0, 2));
/// ```
#[derive(Clone)]
pub struct DeployedKafkaTopic {
    cloud: Cloud,
    name: String,
}

impl DeployedKafkaTopic {
    /// The name of the topic.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Appends a record to the partition that it names, 0 by default, and returns its offset.
    ///
    /// Without a time of its own it is made now. What it says of its offset is ignored.
    ///
    /// # Panics
    /// If there is no such partition.
    #[track_caller]
    pub fn produce(&self, record: KafkaRecord) -> u64 {
        let produced = {
            let World { kafka, desk, .. } = &mut *self.cloud.world();
            kafka.produce(&self.name, record, desk)
        };
        match produced {
            Ok(offset) => offset,
            Err(why) => panic!("{why}"),
        }
    }

    /// The offset that the next record of a partition will have.
    #[must_use]
    pub fn end(&self, partition: u32) -> u64 {
        self.cloud.world().kafka.end(&self.name, partition)
    }
}

impl fmt::Debug for DeployedKafkaTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedKafkaTopic").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An event source mapping that reads a Kafka topic for a function.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::event::KafkaRecord;
/// use sls_test::platform::{
///     Function, KafkaMapping, KafkaTopicSettings, Outcome, Script, StartingPosition,
/// };
///
/// let cloud = Cloud::empty();
/// let clicks = cloud.create_kafka_topic(KafkaTopicSettings::new("clicks"));
/// let fails_once = Script::new([Outcome::error("Boom", "no disk")]);
/// let count = cloud.add_function(Function::new("count"), fails_once);
/// let mapping = cloud.map_kafka(&clicks, &count, KafkaMapping::new(StartingPosition::TrimHorizon));
///
/// clicks.produce(KafkaRecord::new("a"));
/// cloud.run_until_idle().await;
/// let deliveries = mapping.deliveries();
/// assert_eq!(deliveries[0].failed, ["clicks-0:0"]);
/// assert_eq!(deliveries[1].records, ["clicks-0:0"]);
/// assert_eq!(mapping.committed(0), 1);
/// # }
/// ```
#[derive(Clone)]
pub struct DeployedKafkaMapping {
    cloud: Cloud,
    topic: String,
    number: u64,
}

impl DeployedKafkaMapping {
    /// Every attempt to deliver a batch that is over, in the order in which they ended.
    #[must_use]
    pub fn deliveries(&self) -> Vec<BatchDelivery> {
        self.cloud.world().kafka.deliveries(self.number).to_vec()
    }

    /// The offset of the first record of a partition that is not done.
    #[must_use]
    pub fn committed(&self, partition: u32) -> u64 {
        self.cloud.world().kafka.committed(self.number, partition)
    }

    /// Reads on after [`disable`](Self::disable), from where it was.
    pub fn enable(&self) {
        let World { kafka, desk, .. } = &mut *self.cloud.world();
        kafka.set_enabled(self.number, true, desk);
    }

    /// Reads nothing more; what is in flight is finished.
    pub fn disable(&self) {
        let World { kafka, desk, .. } = &mut *self.cloud.world();
        kafka.set_enabled(self.number, false, desk);
    }
}

impl fmt::Debug for DeployedKafkaMapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedKafkaMapping").field("topic", &self.topic).finish_non_exhaustive()
    }
}

impl Cloud {
    /// Adds a Kafka topic to the cloud, also in place of an old one.
    pub fn create_kafka_topic(&self, settings: KafkaTopicSettings) -> DeployedKafkaTopic {
        let name = settings.name.clone();
        let World { kafka, desk, .. } = &mut *self.world();
        kafka.create(settings, desk);
        DeployedKafkaTopic { cloud: self.clone(), name }
    }

    /// Lets a function read a Kafka topic.
    ///
    /// # Panics
    /// If Lambda would refuse it, with what it says.
    #[track_caller]
    pub fn map_kafka(
        &self,
        topic: &DeployedKafkaTopic,
        function: &DeployedFunction,
        settings: KafkaMapping,
    ) -> DeployedKafkaMapping {
        match self.try_map_kafka(topic, function, settings) {
            Ok(mapping) => mapping,
            Err(why) => panic!("{} cannot be mapped: {why}", topic.name),
        }
    }

    /// As [`map_kafka`](Self::map_kafka), for settings that Lambda may refuse.
    ///
    /// # Errors
    /// What Lambda says, as an `InvalidParameterValueException`.
    pub fn try_map_kafka(
        &self,
        topic: &DeployedKafkaTopic,
        function: &DeployedFunction,
        settings: KafkaMapping,
    ) -> Result<DeployedKafkaMapping, String> {
        let World { kafka, desk, .. } = &mut *self.world();
        let number = kafka.map(&topic.name, function.arn(), settings, desk)?;
        Ok(DeployedKafkaMapping { cloud: self.clone(), topic: topic.name.clone(), number })
    }
}
