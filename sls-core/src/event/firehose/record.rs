//! A record as an argument.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::firehose::stream::name_of;
use crate::event::firehose::wire;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// A record of a delivery stream, with where it comes from.
///
/// Take [`Json`](crate::Json), [`Text`](crate::Text) or [`Bytes`](crate::Bytes) where only the data
/// matters.
///
/// # Example
/// ```
/// use sls_core::event::firehose::{DeliveryStream, Record, Transformed};
/// use sls_core::{App, Handler};
///
/// async fn clean(record: Record) -> Transformed {
///     if record.data().is_empty() {
///         return Transformed::dropped();
///     }
///     Transformed::ok(record.data().to_ascii_lowercase()).newline()
/// }
///
/// let app = App::new().handler(Handler::new("clean").on(DeliveryStream::new("clicks"), clean));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Record {
    delivery_stream_arn: ByteString,
    record_id: ByteString,
    arrival: Option<SystemTime>,
    kinesis: Option<KinesisMetadata>,
    data: Bytes,
}

impl Record {
    /// The name of the delivery stream.
    #[must_use]
    pub fn delivery_stream(&self) -> &str {
        name_of(&self.delivery_stream_arn)
    }

    /// The ARN of the delivery stream.
    #[must_use]
    pub fn delivery_stream_arn(&self) -> &str {
        &self.delivery_stream_arn
    }

    /// The record's id, unique in its batch.
    #[must_use]
    pub fn record_id(&self) -> &str {
        &self.record_id
    }

    /// When Firehose received the record, to the millisecond.
    #[must_use]
    pub fn arrival(&self) -> Option<SystemTime> {
        self.arrival
    }

    /// Where it stood in the Kinesis stream, if that is the source.
    #[must_use]
    pub fn kinesis(&self) -> Option<&KinesisMetadata> {
        self.kinesis.as_ref()
    }

    /// What the producer wrote, decoded from base64.
    #[must_use]
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    pub(super) fn shared(
        raw: &Bytes,
        event: &wire::Event<'_>,
        record: &wire::Record<'_>,
    ) -> Result<Self, Rejection> {
        let kinesis = record.kinesis_record_metadata.as_ref().map(|metadata| KinesisMetadata {
            stream_arn: share_optional(raw, &event.source_kinesis_stream_arn).unwrap_or_default(),
            shard_id: share_optional(raw, &metadata.shard_id).unwrap_or_default(),
            sequence_number: share_optional(raw, &metadata.sequence_number).unwrap_or_default(),
            subsequence_number: metadata.subsequence_number(),
            partition_key: share_optional(raw, &metadata.partition_key).unwrap_or_default(),
        });
        Ok(Self {
            delivery_stream_arn: share_optional(raw, &event.delivery_stream_arn)
                .unwrap_or_default(),
            record_id: share(raw, &record.record_id),
            arrival: record.arrival(),
            kinesis,
            data: record.decoded()?.into(),
        })
    }
}

/// Without the data, which may be confidential.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("delivery_stream_arn", &self.delivery_stream_arn)
            .field("record_id", &self.record_id)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Record {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon Data Firehose record")
    }
}

/// Where a record stood in the Kinesis stream that a delivery stream reads.
///
/// # Example
/// ```
/// use sls_core::event::firehose::{Record, Transformed};
///
/// async fn split(record: Record) -> Transformed {
///     match record.kinesis() {
///         Some(kinesis) => Transformed::ok(record.data().clone())
///             .partition_key("customer", kinesis.partition_key()),
///         None => Transformed::failed(),
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct KinesisMetadata {
    stream_arn: ByteString,
    shard_id: ByteString,
    sequence_number: ByteString,
    subsequence_number: Option<u64>,
    partition_key: ByteString,
}

impl KinesisMetadata {
    /// The ARN of the Kinesis stream.
    #[must_use]
    pub fn stream_arn(&self) -> &str {
        &self.stream_arn
    }

    /// The shard, as in `shardId-000000000006`.
    #[must_use]
    pub fn shard_id(&self) -> &str {
        &self.shard_id
    }

    /// The record's number, unique in its shard: decimal digits, too many for an integer.
    #[must_use]
    pub fn sequence_number(&self) -> &str {
        &self.sequence_number
    }

    /// The position in a record that the Kinesis Producer Library has put together.
    #[must_use]
    pub fn subsequence_number(&self) -> Option<u64> {
        self.subsequence_number
    }

    /// What the producer chose to group records by.
    #[must_use]
    pub fn partition_key(&self) -> &str {
        &self.partition_key
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;
    use crate::event::Source;
    use crate::event::firehose::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn record(record: &Value) -> Result<Record, Rejection> {
        let event = json!({
            "invocationId": "inv-1", "region": "eu-west-1", "records": [record],
            "deliveryStreamArn": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks",
            "sourceKinesisStreamArn": "arn:aws:kinesis:eu-west-1:111122223333:stream/raw",
        });
        let raw = Bytes::from(event.to_string());
        let event = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        extract(Source::Firehose, &Unit { raw: &raw, event: &event, record: &event.records[0] })
    }

    #[test]
    fn has_what_the_delivery_stream_says_about_it() {
        let kinesis = json!({"sequenceNumber": "49546986683135544286", "subsequenceNumber": 3,
            "partitionKey": "k", "shardId": "shardId-000000000006"});
        let record = record(&json!({
            "recordId": "r-1", "approximateArrivalTimestamp": 1_772_359_200_302_u64,
            "data": "aGVsbG8=", "kinesisRecordMetadata": kinesis,
        }))
        .unwrap();
        assert_eq!(record.delivery_stream(), "clicks");
        assert!(record.delivery_stream_arn().ends_with(":deliverystream/clicks"));
        assert_eq!(record.record_id(), "r-1");
        let arrival = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_359_200_302);
        assert_eq!(record.arrival(), Some(arrival));
        assert_eq!(record.data(), "hello");
        let kinesis = record.kinesis().unwrap();
        assert_eq!(kinesis.stream_arn(), "arn:aws:kinesis:eu-west-1:111122223333:stream/raw");
        assert_eq!(kinesis.shard_id(), "shardId-000000000006");
        assert_eq!(kinesis.sequence_number(), "49546986683135544286");
        assert_eq!(kinesis.subsequence_number(), Some(3));
        assert_eq!(kinesis.partition_key(), "k");
        assert!(!format!("{record:?}").contains("hello"));
    }

    #[test]
    fn lacks_what_direct_puts_leave_out() {
        let record = record(&json!({"recordId": "r-1", "data": ""})).unwrap();
        assert!(record.kinesis().is_none() && record.arrival().is_none());
    }

    #[test]
    fn is_refused_where_its_data_is_not_base64() {
        let refused = record(&json!({"recordId": "r-1", "data": "?"})).unwrap_err();
        assert_eq!(refused.to_string(), "body: not valid base64");
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Record>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon Data Firehose record");
    }
}
