//! One record of a stream.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use super::aggregated::aggregate;
use crate::event::origin::epoch_seconds;
use crate::event::{Origin, to_text};

/// One record of a Kinesis stream.
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{KinesisEvent, KinesisRecord};
///
/// let record = KinesisRecord::json("user-1", &json!({"page": "/"}));
/// let event = KinesisEvent::new("clicks").record(record).build();
/// assert_eq!(event["Records"][0]["kinesis"]["data"], "eyJwYWdlIjoiLyJ9");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct KinesisRecord {
    partition_key: String,
    data: Bytes,
    sequence_number: Option<String>,
    arrived_at: Option<SystemTime>,
    encryption: Option<&'static str>,
}

impl KinesisRecord {
    /// A record with these bytes.
    pub fn new(partition_key: impl Into<String>, data: impl Into<Bytes>) -> Self {
        Self {
            partition_key: partition_key.into(),
            data: data.into(),
            sequence_number: None,
            arrived_at: None,
            encryption: None,
        }
    }

    /// A record whose data is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn json(partition_key: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(partition_key, to_text(value))
    }

    /// The records that the Kinesis Producer Library has packed into one, which is what arrives.
    ///
    /// The partition key is that of the first record in it; of an empty pack it is `a`. Sequence
    /// numbers, times and encryption of the packed records are not written down.
    ///
    /// # Example
    /// ```
    /// use sls_test::event::{KinesisEvent, KinesisRecord};
    ///
    /// let clicks = ["/tea", "/milk"].map(|page| KinesisRecord::json("ada", page));
    /// let event = KinesisEvent::new("clicks").record(KinesisRecord::aggregated(clicks)).build();
    /// let data = event["Records"][0]["kinesis"]["data"].as_str().expect("text");
    /// assert!(data.starts_with("84maw"));
    /// ```
    pub fn aggregated(records: impl IntoIterator<Item = Self>) -> Self {
        let records: Vec<_> = records.into_iter().collect();
        let key = records.first().map_or("a", |record| &record.partition_key).to_owned();
        let packed = records.iter().map(|record| (&*record.partition_key, &*record.data));
        Self::new(key, aggregate(packed))
    }

    /// Default: 56 digits, greater than that of every record built before.
    pub fn sequence_number(mut self, digits: impl Into<String>) -> Self {
        self.sequence_number = Some(digits.into());
        self
    }

    /// Default: the time of the event. Kept to the millisecond.
    pub fn arrived_at(mut self, time: SystemTime) -> Self {
        self.arrived_at = Some(time);
        self
    }

    /// Default: not encrypted. Marks the record as encrypted with a KMS key.
    ///
    /// The data stays readable: Kinesis decrypts it before Lambda sees it.
    pub fn encrypted(mut self) -> Self {
        self.encryption = Some("KMS");
        self
    }

    pub(crate) fn key(&self) -> &str {
        &self.partition_key
    }

    pub(crate) fn given_sequence_number(&self) -> Option<&str> {
        self.sequence_number.as_deref()
    }

    pub(crate) fn arrival(&self) -> Option<SystemTime> {
        self.arrived_at
    }

    /// The record in the batch of a shard; `stream` is the ARN that the poller reads from.
    pub(crate) fn build(&self, origin: &Origin, shard_id: &str, stream: &str) -> Value {
        let sequence_number =
            self.sequence_number.clone().unwrap_or_else(|| origin.sequence_number());
        let mut record = json!({
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": self.partition_key,
                "sequenceNumber": sequence_number,
                "data": STANDARD.encode(&self.data),
                "approximateArrivalTimestamp":
                    epoch_seconds(self.arrived_at.unwrap_or(origin.now)),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": format!("{shard_id}:{sequence_number}"),
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": origin.arn("iam", "role/function-role"),
            "awsRegion": origin.region,
            "eventSourceARN": stream,
        });
        if let Some(encryption) = self.encryption {
            record["kinesis"]["encryptionType"] = encryption.into();
        }
        record
    }
}
