//! A record as an argument.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::kinesis::serve::Unit;
use crate::event::kinesis::stream::name_of;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// A record of a Kinesis stream, with where it comes from.
///
/// Take [`Json`](crate::Json) or [`Bytes`](crate::Bytes) where only the data matters.
///
/// Records that the Kinesis Producer Library packed into one arrive one by one. They are
/// acknowledged together, though: when one of them fails, all of them come again, and when one of
/// them cannot be read, the handler sees none
/// (amazon-kinesis-producer, "KPL Aggregated Record Format").
///
/// # Example
/// ```
/// use sls_core::event::kinesis::{Record, Stream};
/// use sls_core::{App, Error, Handler};
///
/// async fn click(record: Record) -> Result<(), Error> {
///     println!("{}: {} bytes", record.partition_key(), record.data().len());
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("click").on(Stream::new("clicks"), click));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Record {
    stream_arn: ByteString,
    shard_id: Option<ByteString>,
    sequence_number: ByteString,
    sub_sequence_number: Option<u64>,
    partition_key: ByteString,
    explicit_hash_key: Option<ByteString>,
    arrival: Option<SystemTime>,
    data: Bytes,
}

impl Record {
    /// The name of the stream.
    #[must_use]
    pub fn stream(&self) -> &str {
        name_of(&self.stream_arn)
    }

    /// The ARN of the stream, or of the consumer under enhanced fan-out.
    #[must_use]
    pub fn stream_arn(&self) -> &str {
        &self.stream_arn
    }

    /// The shard that the record was read from, as in `shardId-000000000006`.
    #[must_use]
    pub fn shard_id(&self) -> Option<&str> {
        self.shard_id.as_deref()
    }

    /// The record's number, unique in its shard: decimal digits, too many for an integer.
    #[must_use]
    pub fn sequence_number(&self) -> &str {
        &self.sequence_number
    }

    /// Its place among the records that a producer packed into one, from 0; usually none.
    ///
    /// They share their [`sequence_number`](Self::sequence_number).
    #[must_use]
    pub fn sub_sequence_number(&self) -> Option<u64> {
        self.sub_sequence_number
    }

    /// What the producer chose to group records by.
    #[must_use]
    pub fn partition_key(&self) -> &str {
        &self.partition_key
    }

    /// The number that chose the shard in place of the partition key, known of packed records.
    #[must_use]
    pub fn explicit_hash_key(&self) -> Option<&str> {
        self.explicit_hash_key.as_deref()
    }

    /// When the stream received the record, to the millisecond; it may go back.
    #[must_use]
    pub fn arrival(&self) -> Option<SystemTime> {
        self.arrival
    }

    /// What the producer wrote, decoded from base64.
    #[must_use]
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    pub(super) fn of(unit: &Unit<'_>) -> Result<Self, Rejection> {
        let Unit { raw, event, record, part, .. } = unit;
        let stream_arn = record.event_source_arn.as_ref().or_else(|| event.source_arn());
        let shard_id = record.shard_id().or_else(|| event.tumbling.shard_id.clone());
        let wire = &record.kinesis;
        let own_key = || share_optional(raw, &wire.partition_key).unwrap_or_default();
        Ok(Self {
            stream_arn: stream_arn.map(|arn| share(raw, arn)).unwrap_or_default(),
            shard_id: share_optional(raw, &shard_id),
            sequence_number: share(raw, &wire.sequence_number),
            sub_sequence_number: part.map(|(number, _)| number),
            partition_key: part.map_or_else(own_key, |(_, part)| part.partition_key.into()),
            explicit_hash_key: part.and_then(|(_, part)| part.explicit_hash_key).map(Into::into),
            arrival: wire.arrival().and_then(time),
            data: Bytes::copy_from_slice(unit.data()?),
        })
    }
}

/// Without the data, which may be confidential.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("stream_arn", &self.stream_arn)
            .field("shard_id", &self.shard_id)
            .field("sequence_number", &self.sequence_number)
            .field("sub_sequence_number", &self.sub_sequence_number)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Record {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon Kinesis record")
    }
}

/// Kinesis counts milliseconds, which seconds as a float only come close to.
fn time(seconds: f64) -> Option<SystemTime> {
    let since_epoch = Duration::try_from_secs_f64(seconds).ok()?;
    let nearest = since_epoch.checked_add(Duration::from_micros(500))?.as_millis();
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(u64::try_from(nearest).ok()?))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::event::Source;
    use crate::event::kinesis::aggregated::SubRecord;
    use crate::event::kinesis::wire;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    type Data = Result<&'static [u8], &'static str>;

    fn record(
        record: &str,
        data: Data,
        part: Option<(u64, &SubRecord<'_>)>,
    ) -> Result<Record, Rejection> {
        let raw = Bytes::from(format!(r#"{{"Records":[{record}]}}"#));
        let event = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        let record = &event.records[0];
        extract(Source::Kinesis, &Unit { raw: &raw, event: &event, record, data, part })
    }

    const FULL: &str = r#"{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"user-1",
        "sequenceNumber":"49590338271490256608559692538361571095921575989136588898",
        "data":"eyJhIjoxfQ==","approximateArrivalTimestamp":1772359200.123},
        "eventSource":"aws:kinesis",
        "eventID":"shardId-000000000006:49590338271490256608559692538361571095921575989136588898",
        "eventSourceARN":"arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/app:1"}"#;

    #[test]
    fn has_what_the_stream_says_about_it() {
        let record = record(FULL, Ok(br#"{"a":1}"#), None).unwrap();
        assert_eq!(record.stream(), "clicks");
        assert_eq!(
            record.stream_arn(),
            "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/app:1"
        );
        assert_eq!(record.shard_id(), Some("shardId-000000000006"));
        assert_eq!(
            record.sequence_number(),
            "49590338271490256608559692538361571095921575989136588898"
        );
        assert_eq!(record.sub_sequence_number(), None);
        assert_eq!(record.partition_key(), "user-1");
        assert_eq!(record.explicit_hash_key(), None);
        let arrival = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_359_200_123);
        assert_eq!(record.arrival(), Some(arrival));
        assert_eq!(record.data(), r#"{"a":1}"#);
        assert!(!format!("{record:?}").contains("{\\\"a"));
    }

    #[test]
    fn has_the_keys_of_its_own_where_it_was_packed() {
        let explicit_hash_key = Some("7");
        let part = SubRecord { partition_key: "user-2", explicit_hash_key, data: b"x" };
        let record = record(FULL, Ok(b"x"), Some((3, &part))).unwrap();
        assert_eq!(record.sub_sequence_number(), Some(3));
        assert_eq!(record.partition_key(), "user-2");
        assert_eq!(record.explicit_hash_key(), Some("7"));
        assert_eq!(record.shard_id(), Some("shardId-000000000006"));
    }

    #[test]
    fn lacks_what_the_event_leaves_out() {
        let bare = r#"{"kinesis":{"sequenceNumber":"1","data":""},"eventID":null}"#;
        let record = record(bare, Ok(b""), None).unwrap();
        assert_eq!(record.shard_id(), None);
        assert_eq!(record.arrival(), None);
        assert_eq!(record.partition_key(), "");
        assert_eq!(record.stream(), "");
    }

    #[test]
    fn has_no_arrival_where_the_timestamp_is_no_time() {
        assert_eq!(time(-1.0), None);
        assert_eq!(time(f64::MAX), None);
        assert_eq!(time(0.0), Some(SystemTime::UNIX_EPOCH));
    }

    #[test]
    fn is_refused_where_its_data_is_not_known() {
        let refused = record(FULL, Err("not valid base64"), None).unwrap_err();
        assert_eq!(refused.to_string(), "body: not valid base64");
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Record>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon Kinesis record");
    }
}
