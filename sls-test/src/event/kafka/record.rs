//! One record of a topic.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::event::origin::epoch_millis;
use crate::event::{Origin, to_text};

/// One record of a Kafka topic.
///
/// # Example
/// ```
/// use sls_test::event::{KafkaEvent, KafkaRecord};
///
/// let record = KafkaRecord::new("hello").key("user-1").header("trace", [0x76, 0xdc]);
/// let event = KafkaEvent::new("clicks").record(record).build();
/// let record = &event["records"]["clicks-0"][0];
/// assert_eq!(record["value"], "aGVsbG8=");
/// assert_eq!(record["headers"][0]["trace"][1], -36);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct KafkaRecord {
    key: Option<Bytes>,
    value: Option<Bytes>,
    headers: Vec<(String, Bytes)>,
    partition: u32,
    offset: Option<u64>,
    time: Option<SystemTime>,
    timestamp_type: &'static str,
}

impl KafkaRecord {
    /// A record with these bytes and no key.
    pub fn new(value: impl Into<Bytes>) -> Self {
        Self {
            key: None,
            value: Some(value.into()),
            headers: Vec::new(),
            partition: 0,
            offset: None,
            time: None,
            timestamp_type: "CREATE_TIME",
        }
    }

    /// A record whose value is JSON text, and that has no key.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(to_text(value))
    }

    /// A record without a value, which deletes its key from a compacted topic.
    pub fn tombstone(key: impl Into<Bytes>) -> Self {
        Self { value: None, ..Self::new(Bytes::new()) }.key(key)
    }

    /// Default: none.
    pub fn key(mut self, key: impl Into<Bytes>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Default: none. Adds a header; names may repeat, and their order is kept.
    pub fn header(mut self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), Bytes::copy_from_slice(value.as_ref())));
        self
    }

    /// Default: 0.
    pub fn partition(mut self, number: u32) -> Self {
        self.partition = number;
        self
    }

    /// Default: greater than that of every record built before.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Default: the time of the event. When the producer made it, to the millisecond.
    pub fn created_at(mut self, time: SystemTime) -> Self {
        self.time = Some(time);
        self.timestamp_type = "CREATE_TIME";
        self
    }

    /// Default: the time is the producer's. When the broker stored it, to the millisecond.
    pub fn appended_at(mut self, time: SystemTime) -> Self {
        self.time = Some(time);
        self.timestamp_type = "LOG_APPEND_TIME";
        self
    }

    /// The name of the list that the record is in.
    pub(super) fn topic_partition(&self, topic: &str) -> String {
        format!("{topic}-{}", self.partition)
    }

    /// The partition that the record names.
    pub(crate) fn partition_number(&self) -> u32 {
        self.partition
    }

    /// When the record was made or stored, once it is known.
    pub(crate) fn time(&self) -> Option<SystemTime> {
        self.time
    }

    /// The record as a topic keeps it.
    pub(crate) fn stored(self, offset: u64, now: SystemTime) -> Self {
        Self { offset: Some(offset), time: self.time.or(Some(now)), ..self }
    }

    pub(crate) fn build(&self, origin: &Origin, topic: &str) -> Value {
        let headers = self.headers.iter().map(|(name, value)| json!({name: signed(value)}));
        let mut record = json!({
            "topic": topic,
            "partition": self.partition,
            "offset": self.offset.unwrap_or_else(|| origin.next()),
            "timestamp": epoch_millis(self.time.unwrap_or(origin.now)),
            "timestampType": self.timestamp_type,
            "headers": headers.collect::<Vec<_>>(),
        });
        for (name, bytes) in [("key", &self.key), ("value", &self.value)] {
            if let Some(bytes) = bytes {
                record[name] = STANDARD.encode(bytes).into();
            }
        }
        record
    }
}

/// The bytes as Java counts them, from -128 to 127.
fn signed(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|byte| byte.cast_signed()).collect()
}
