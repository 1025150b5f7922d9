//! Batches that Amazon Data Firehose has transformed.

mod record;

use serde::Serialize;
use serde_json::{Value, json};

pub use record::FirehoseRecord;
use record::Source;

use super::patch::Patches;
use super::{Origin, event_builder};

/// A batch of records that a Firehose stream hands to its transformation function.
///
/// Data is base64, arrival times are whole milliseconds, record ids have 62 digits.
/// Without records of its own the event has one, `hello`: Firehose never sends an empty batch.
/// (Amazon Data Firehose developer guide, "Transform source data in Amazon Data Firehose".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::FirehoseEvent;
///
/// let event = FirehoseEvent::new("clicks-to-s3")
///     .data_json(&json!({"page": "/"}))
///     .data("not JSON")
///     .build();
/// assert_eq!(event["records"][0]["data"], "eyJwYWdlIjoiLyJ9");
/// assert_eq!(event["records"][1].get("kinesisRecordMetadata"), None);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct FirehoseEvent {
    delivery_stream: String,
    kinesis_stream: Option<String>,
    records: Vec<FirehoseRecord>,
    patches: Patches,
}

event_builder!(FirehoseEvent);

impl FirehoseEvent {
    /// A batch of a stream, a name or an ARN, that producers put to directly.
    pub fn new(delivery_stream: impl Into<String>) -> Self {
        Self {
            delivery_stream: delivery_stream.into(),
            kinesis_stream: None,
            records: Vec::new(),
            patches: Patches::default(),
        }
    }

    /// Default: producers put directly. Reads from a Kinesis data stream, a name or an ARN.
    ///
    /// Every record then says where in that stream it was.
    pub fn kinesis_source(mut self, stream: impl Into<String>) -> Self {
        self.kinesis_stream = Some(stream.into());
        self
    }

    /// Adds a record.
    pub fn record(mut self, record: FirehoseRecord) -> Self {
        self.records.push(record);
        self
    }

    /// Adds records.
    pub fn records(mut self, records: impl IntoIterator<Item = FirehoseRecord>) -> Self {
        self.records.extend(records);
        self
    }

    /// Adds a record with these bytes.
    pub fn data(self, data: impl Into<bytes::Bytes>) -> Self {
        self.record(FirehoseRecord::new(data))
    }

    /// Adds a record whose data is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn data_json(self, value: &(impl Serialize + ?Sized)) -> Self {
        self.record(FirehoseRecord::json(value))
    }

    fn event(&self, origin: &Origin) -> Value {
        let arn = origin.arn_of("firehose", "deliverystream/", &self.delivery_stream);
        let mut event = json!({
            "invocationId": origin.ids.uuid(),
            "deliveryStreamArn": arn,
            "region": origin.region,
        });
        let source = match &self.kinesis_stream {
            None => Source::DirectPut,
            Some(stream) => {
                event["sourceKinesisStreamArn"] =
                    origin.arn_of("kinesis", "stream/", stream).into();
                Source::Kinesis
            }
        };
        let hello = [FirehoseRecord::new("hello")];
        let records = if self.records.is_empty() { &hello[..] } else { &self.records };
        event["records"] = records.iter().map(|record| record.build(origin, source)).collect();
        event
    }
}
