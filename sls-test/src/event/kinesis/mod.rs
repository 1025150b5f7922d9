//! Batches of a Kinesis stream.

mod aggregated;
mod record;
mod window;

use serde::Serialize;
use serde_json::{Value, json};

pub use record::KinesisRecord;
pub use window::TumblingWindow;

use super::patch::Patches;
use super::{Origin, event_builder};

/// A batch of records from one shard of a Kinesis data stream.
///
/// Sequence numbers have 56 digits and grow with every record built from one origin, data is
/// base64, arrival times are floating-point seconds. Without records it is what only a tumbling
/// window sends. (AWS Lambda developer guide, "Using Lambda to process records from Amazon Kinesis
/// Data Streams".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::KinesisEvent;
///
/// let event = KinesisEvent::new("clicks")
///     .data_json("user-1", &json!({"page": "/"}))
///     .data("user-2", "not JSON")
///     .build();
/// assert_eq!(event["Records"][1]["kinesis"]["partitionKey"], "user-2");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct KinesisEvent {
    stream: String,
    shard_id: String,
    consumer: Option<String>,
    records: Vec<KinesisRecord>,
    window: Option<TumblingWindow>,
    patches: Patches,
}

event_builder!(KinesisEvent);

impl KinesisEvent {
    /// A batch without records; the stream is a name or an ARN.
    pub fn new(stream: impl Into<String>) -> Self {
        Self {
            stream: stream.into(),
            shard_id: "shardId-000000000000".to_owned(),
            consumer: None,
            records: Vec::new(),
            window: None,
            patches: Patches::default(),
        }
    }

    /// Adds a record.
    pub fn record(mut self, record: KinesisRecord) -> Self {
        self.records.push(record);
        self
    }

    /// Adds records.
    pub fn records(mut self, records: impl IntoIterator<Item = KinesisRecord>) -> Self {
        self.records.extend(records);
        self
    }

    /// Adds a record with these bytes.
    pub fn data(self, partition_key: impl Into<String>, data: impl Into<bytes::Bytes>) -> Self {
        self.record(KinesisRecord::new(partition_key, data))
    }

    /// Adds a record whose data is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn data_json(
        self,
        partition_key: impl Into<String>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.record(KinesisRecord::json(partition_key, value))
    }

    /// Default: 0. The number of the shard, twelve digits long in its id.
    pub fn shard(mut self, number: u64) -> Self {
        self.shard_id = format!("shardId-{number:012}");
        self
    }

    /// Default: none. Reads through an enhanced fan-out consumer with this name.
    pub fn consumer(mut self, name: impl Into<String>) -> Self {
        self.consumer = Some(name.into());
        self
    }

    /// Default: none. Processes the batch in a tumbling window.
    pub fn window(mut self, window: TumblingWindow) -> Self {
        self.window = Some(window);
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let source = self.source_arn(origin);
        let records = self.records.iter();
        let records: Vec<_> =
            records.map(|record| record.build(origin, &self.shard_id, &source)).collect();
        match &self.window {
            None => json!({"Records": records}),
            Some(window) => {
                let mut event = window.members(origin, &self.shard_id, &source);
                event["Records"] = records.into();
                event
            }
        }
    }

    /// The ARN of what is polled: the consumer if there is one, else the stream.
    fn source_arn(&self, origin: &Origin) -> String {
        let stream = match self.stream.strip_prefix("arn:") {
            Some(_) => self.stream.clone(),
            None => origin.arn("kinesis", &format!("stream/{}", self.stream)),
        };
        match &self.consumer {
            Some(name) => origin.consumer_arn(&stream, name),
            None => stream,
        }
    }
}
