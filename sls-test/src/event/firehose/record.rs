//! One record of a batch.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::event::origin::epoch_millis;
use crate::event::{Origin, to_text};

/// One record of a Firehose batch.
///
/// # Example
/// ```
/// use sls_test::event::{FirehoseEvent, FirehoseRecord};
///
/// let record = FirehoseRecord::new("hello").partition_key("user-1").shard(6);
/// let event = FirehoseEvent::new("copy").kinesis_source("clicks").record(record).build();
/// let metadata = &event["records"][0]["kinesisRecordMetadata"];
/// assert_eq!(metadata["partitionKey"], "user-1");
/// assert_eq!(metadata["shardId"], "shardId-000000000006");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct FirehoseRecord {
    data: Bytes,
    record_id: Option<String>,
    arrived_at: Option<SystemTime>,
    partition_key: Option<String>,
    sequence_number: Option<String>,
    subsequence_number: u64,
    shard: u64,
}

/// How records come into the stream.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    DirectPut,
    Kinesis,
}

impl FirehoseRecord {
    /// A record with these bytes.
    pub fn new(data: impl Into<Bytes>) -> Self {
        Self {
            data: data.into(),
            record_id: None,
            arrived_at: None,
            partition_key: None,
            sequence_number: None,
            subsequence_number: 0,
            shard: 0,
        }
    }

    /// A record whose data is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(to_text(value))
    }

    /// Default: the sequence number and six digits of the subsequence number.
    pub fn record_id(mut self, id: impl Into<String>) -> Self {
        self.record_id = Some(id.into());
        self
    }

    /// Default: the time of the event. Kept to the millisecond.
    pub fn arrived_at(mut self, time: SystemTime) -> Self {
        self.arrived_at = Some(time);
        self
    }

    /// Default: a random UUID. Seen only with a Kinesis source.
    pub fn partition_key(mut self, key: impl Into<String>) -> Self {
        self.partition_key = Some(key.into());
        self
    }

    /// Default: 56 digits, greater than those of every record built before.
    pub fn sequence_number(mut self, digits: impl Into<String>) -> Self {
        self.sequence_number = Some(digits.into());
        self
    }

    /// Default: 0. The place within an aggregated record.
    pub fn subsequence_number(mut self, number: u64) -> Self {
        self.subsequence_number = number;
        self
    }

    /// Default: 0. The number of the shard; seen only with a Kinesis source.
    pub fn shard(mut self, number: u64) -> Self {
        self.shard = number;
        self
    }

    pub(super) fn build(&self, origin: &Origin, source: Source) -> Value {
        let sequence_number =
            self.sequence_number.clone().unwrap_or_else(|| origin.sequence_number());
        let own_id = || format!("{sequence_number}{:06}", self.subsequence_number);
        let arrived_at = epoch_millis(self.arrived_at.unwrap_or(origin.now));
        let mut record = json!({
            "recordId": self.record_id.clone().unwrap_or_else(own_id),
            "approximateArrivalTimestamp": arrived_at,
            "data": STANDARD.encode(&self.data),
        });
        match source {
            Source::DirectPut => {}
            Source::Kinesis => {
                record["kinesisRecordMetadata"] = json!({
                    "shardId": format!("shardId-{:012}", self.shard),
                    "partitionKey":
                        self.partition_key.clone().unwrap_or_else(|| origin.ids.uuid()),
                    "approximateArrivalTimestamp": arrived_at,
                    "sequenceNumber": sequence_number,
                    "subsequenceNumber": self.subsequence_number,
                });
            }
        }
        record
    }
}
