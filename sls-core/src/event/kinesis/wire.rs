//! The event as the event source mapping sends it, borrowed from the payload.
//!
//! There may be thousands of records, so none of them allocates unless its text has escapes.

use std::borrow::Cow;

use http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{optional, or_default, text};
use crate::event::shared::undecodable;
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

/// A batch; the fields beside the records belong to tumbling windows.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    /// Empty when a window ends.
    #[serde(borrow, rename = "Records", default, deserialize_with = "or_default")]
    pub(crate) records: Vec<Record<'a>>,
    #[serde(borrow)]
    pub(crate) window: Option<Window<'a>>,
    #[serde(borrow)]
    pub(super) state: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) shard_id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "eventSourceARN", default, deserialize_with = "optional")]
    event_source_arn: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) is_final_invoke_for_window: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) is_window_terminated_early: bool,
}

/// Where a tumbling window begins and ends.
#[derive(Debug, Deserialize)]
pub(crate) struct Window<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) start: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) end: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Record<'a> {
    #[serde(borrow)]
    pub(crate) kinesis: Payload<'a>,
    #[serde(borrow, rename = "eventID", default, deserialize_with = "optional")]
    event_id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "eventSourceARN", default, deserialize_with = "optional")]
    event_source_arn: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) sequence_number: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) partition_key: Option<Cow<'a, str>>,
    /// Seconds since 1970, usually with a fraction.
    pub(super) approximate_arrival_timestamp: Option<f64>,
    #[serde(borrow, default, deserialize_with = "optional")]
    data: Option<Cow<'a, str>>,
}

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::Kinesis, &error))
}

impl<'a> Event<'a> {
    /// The ARN of the stream, or of the consumer under enhanced fan-out.
    ///
    /// An event source mapping reads one stream, so the first record speaks for all.
    pub(crate) fn source_arn(&self) -> Option<&Cow<'a, str>> {
        let first = || self.records.first()?.event_source_arn.as_ref();
        self.event_source_arn.as_ref().or_else(first)
    }

    /// The state of the tumbling window; `None` when the window begins.
    pub(crate) fn window_state(&self) -> Option<&'a RawValue> {
        self.window.as_ref().and(self.state)
    }
}

impl<'a> Record<'a> {
    pub(super) fn event_source_arn(&self) -> Option<&Cow<'a, str>> {
        self.event_source_arn.as_ref()
    }

    /// The shard, which the id of a record begins with.
    pub(super) fn shard_id(&self) -> Option<Cow<'a, str>> {
        match self.event_id.as_ref()? {
            Cow::Borrowed(id) => id.split_once(':').map(|(shard, _)| Cow::Borrowed(shard)),
            Cow::Owned(id) => id.split_once(':').map(|(shard, _)| Cow::Owned(shard.to_owned())),
        }
    }
}

impl<'a> Payload<'a> {
    /// The record's data, decoded from base64.
    pub(crate) fn data(&self) -> Result<Cow<'a, [u8]>, Rejection> {
        let refused = |problem| Rejection::new(StatusCode::BAD_REQUEST, Location::Body, problem);
        let Some(data) = &self.data else { return Err(refused(Rejection::MISSING)) };
        base64_simd::STANDARD
            .decode_to_vec(data.as_bytes())
            .map(Cow::Owned)
            .map_err(|_| refused("not valid base64"))
    }
}

#[cfg(test)]
mod tests {
    use base64_simd::STANDARD as BASE64;
    use proptest::prelude::*;

    use super::*;

    fn with_data(data: &str) -> String {
        format!(r#"{{"Records":[{{"kinesis":{{"sequenceNumber":"1","data":{data}}}}}]}}"#)
    }

    #[test]
    fn breaks_only_the_record_whose_base64_is_broken() {
        let payload = r#"{"Records":[
            {"kinesis":{"sequenceNumber":"1","data":"eyJhIjoxfQ=="}},
            {"kinesis":{"sequenceNumber":"2","data":"?"}},
            {"kinesis":{"sequenceNumber":"3","data":null}},
            {"kinesis":{"sequenceNumber":"4","data":""}}]}"#;
        let event = decode(payload).unwrap();
        let data: Vec<_> = event
            .records
            .iter()
            .map(|record| record.kinesis.data().map_err(|refused| refused.to_string()))
            .collect();
        assert_eq!(data[0].as_deref(), Ok(&br#"{"a":1}"#[..]));
        assert_eq!(data[1], Err("body: not valid base64".to_owned()));
        assert_eq!(data[2], Err("body: missing".to_owned()));
        assert_eq!(data[3].as_deref(), Ok(&b""[..]));
    }

    proptest! {
        #[test]
        fn decodes_all_data_back(data in any::<Vec<u8>>()) {
            let payload = with_data(&format!("{:?}", BASE64.encode_to_string(&data)));
            let event = decode(&payload).unwrap();
            prop_assert_eq!(event.records[0].kinesis.data().unwrap(), data);
        }
    }

    #[test]
    fn takes_data_that_is_written_with_escapes() {
        let payload = with_data(r#""\/\/8=""#);
        assert_eq!(decode(&payload).unwrap().records[0].kinesis.data().unwrap(), &[255, 255][..]);
    }

    #[test]
    fn takes_timestamps_with_and_without_fraction() {
        for (timestamp, seconds) in [
            ("1772359200.123", Some(1_772_359_200.123)),
            ("1772359200", Some(1_772_359_200.0)),
            ("1.7723592E9", Some(1_772_359_200.0)),
            ("null", None),
        ] {
            let payload = format!(
                r#"{{"Records":[{{"kinesis":{{"sequenceNumber":"1","encryptionType":"KMS",
                "approximateArrivalTimestamp":{timestamp}}}}}]}}"#
            );
            let event = decode(&payload).unwrap();
            assert_eq!(event.records[0].kinesis.approximate_arrival_timestamp, seconds);
        }
    }

    #[test]
    fn knows_the_stream_of_a_window_without_records() {
        for records in [r#""Records":[],"#, r#""Records":null,"#, ""] {
            let payload = format!(
                r#"{{{records}"window":{{"start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:02:00Z"}},
                "state":{{"1":282}},"shardId":"shardId-000000000006","isFinalInvokeForWindow":true,
                "eventSourceARN":"arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
                "isWindowTerminatedEarly":null}}"#
            );
            let event = decode(&payload).unwrap();
            assert!(event.records.is_empty());
            assert!(event.is_final_invoke_for_window && !event.is_window_terminated_early);
            let arn = event.source_arn().unwrap();
            assert_eq!(arn, "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let failure = decode(r#"{"Records":[{"kinesis":{"data":""}}]}"#).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this Amazon Kinesis event is not as AWS documents it: missing field `sequenceNumber`"
        );
    }
}
