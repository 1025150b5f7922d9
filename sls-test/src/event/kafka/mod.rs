//! Batches of an Apache Kafka topic.

mod record;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub use record::KafkaRecord;

use super::patch::Patches;
use super::{Origin, digest, event_builder};

/// A batch of records of one Kafka topic, from Amazon MSK or another cluster.
///
/// Records are grouped by `TOPIC-PARTITION`, keys and values are base64, headers are lists of signed
/// bytes, and what a record lacks is missing. Until records are added, it holds one with the value
/// `hello`. (AWS Lambda developer guide, "Using Lambda with Amazon MSK" and "Using Lambda with
/// self-managed Apache Kafka".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{KafkaEvent, KafkaRecord};
///
/// let event = KafkaEvent::new("clicks")
///     .value_json(&json!({"page": "/"}))
///     .record(KafkaRecord::new("not JSON").key("user-1").partition(2))
///     .build();
/// assert_eq!(event["eventSource"], "aws:kafka");
/// assert_eq!(event["records"]["clicks-0"][0]["value"], "eyJwYWdlIjoiLyJ9");
/// assert_eq!(event["records"]["clicks-2"][0]["key"], "dXNlci0x");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct KafkaEvent {
    topic: String,
    cluster: Cluster,
    bootstrap_servers: Option<String>,
    records: Vec<KafkaRecord>,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Cluster {
    /// Amazon MSK, by name or ARN.
    Msk(String),
    SelfManaged,
}

event_builder!(KafkaEvent);

impl KafkaEvent {
    /// The value `hello` of a topic of an MSK cluster.
    pub fn new(topic: impl Into<String>) -> Self {
        Self {
            topic: topic.into(),
            cluster: Cluster::Msk("cluster".to_owned()),
            bootstrap_servers: None,
            records: Vec::new(),
            patches: Patches::default(),
        }
    }

    /// Default: `cluster`. The MSK cluster, a name or an ARN.
    pub fn cluster(mut self, cluster: impl Into<String>) -> Self {
        self.cluster = Cluster::Msk(cluster.into());
        self
    }

    /// Default: an MSK cluster. The cluster is not AWS's, and has no ARN.
    pub fn self_managed(mut self) -> Self {
        self.cluster = Cluster::SelfManaged;
        self
    }

    /// Default: two brokers. Their hosts and ports, separated by commas.
    pub fn bootstrap_servers(mut self, servers: impl Into<String>) -> Self {
        self.bootstrap_servers = Some(servers.into());
        self
    }

    /// Adds a record.
    pub fn record(mut self, record: KafkaRecord) -> Self {
        self.records.push(record);
        self
    }

    /// Adds records.
    pub fn records(mut self, records: impl IntoIterator<Item = KafkaRecord>) -> Self {
        self.records.extend(records);
        self
    }

    /// Adds a record with these bytes and no key.
    pub fn value(self, value: impl Into<bytes::Bytes>) -> Self {
        self.record(KafkaRecord::new(value))
    }

    /// Adds a record whose value is JSON text, and that has no key.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn value_json(self, value: &(impl Serialize + ?Sized)) -> Self {
        self.record(KafkaRecord::json(value))
    }

    fn event(&self, origin: &Origin) -> Value {
        let mut event = match &self.cluster {
            Cluster::Msk(cluster) => {
                // The number at the end is the version of the name, which MSK gives out.
                let named = format!("cluster/{cluster}/{}-4", digest::uuid_of(cluster));
                let arn = match cluster.strip_prefix("arn:") {
                    Some(_) => cluster.clone(),
                    None => origin.arn("kafka", &named),
                };
                json!({"eventSource": "aws:kafka", "eventSourceArn": arn})
            }
            Cluster::SelfManaged => json!({"eventSource": "aws:SelfManagedKafka"}),
        };
        event["bootstrapServers"] = self.servers(origin).into();
        event["records"] = self.partitions(origin).into();
        event
    }

    fn servers(&self, origin: &Origin) -> String {
        let default = || match &self.cluster {
            Cluster::Msk(cluster) => {
                let name = cluster.split('/').nth(1).unwrap_or(cluster);
                let domain = format!("{name}.a1bcde.c1.kafka.{}.amazonaws.com", origin.region);
                format!("b-2.{domain}:9092,b-1.{domain}:9092")
            }
            Cluster::SelfManaged => {
                "broker-1.example.com:9092,broker-2.example.com:9092".to_owned()
            }
        };
        self.bootstrap_servers.clone().unwrap_or_else(default)
    }

    fn partitions(&self, origin: &Origin) -> Map<String, Value> {
        let hello = [KafkaRecord::new("hello")];
        let records = if self.records.is_empty() { &hello[..] } else { &self.records };
        let mut partitions = Map::new();
        for record in records {
            let partition = partitions
                .entry(record.topic_partition(&self.topic))
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(of_partition) = partition {
                of_partition.push(record.build(origin, &self.topic));
            }
        }
        partitions
    }
}
