//! The event as Firehose sends it, borrowed from the payload.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{optional, text};
use crate::event::shared::undecodable;
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) delivery_stream_arn: Option<Cow<'a, str>>,
    /// Only where a Kinesis stream is the source.
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) source_kinesis_stream_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) records: Vec<Record<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) record_id: Cow<'a, str>,
    #[serde(borrow)]
    approximate_arrival_timestamp: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) data: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) kinesis_record_metadata: Option<Metadata<'a>>,
}

/// Where a record stood in the Kinesis stream.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) sequence_number: Option<Cow<'a, str>>,
    /// A number, or a text of digits.
    #[serde(borrow)]
    subsequence_number: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) partition_key: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) shard_id: Option<Cow<'a, str>>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::Firehose, &error))
}

impl Record<'_> {
    /// Milliseconds since 1970; nothing where the timestamp is no such number.
    pub(super) fn arrival(&self) -> Option<SystemTime> {
        let since_epoch = self.approximate_arrival_timestamp?.get().parse().ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(since_epoch))
    }

    /// The record's data, decoded from base64.
    pub(super) fn decoded(&self) -> Result<Vec<u8>, Rejection> {
        let refused = |problem| Rejection::new(StatusCode::BAD_REQUEST, Location::Body, problem);
        let data = self.data.as_ref().ok_or_else(|| refused(Rejection::MISSING))?;
        base64_simd::STANDARD
            .decode_to_vec(data.as_bytes())
            .map_err(|_| refused("not valid base64"))
    }
}

impl Metadata<'_> {
    pub(super) fn subsequence_number(&self) -> Option<u64> {
        self.subsequence_number?.get().trim_matches('"').parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn data(data: &str) -> Result<Vec<u8>, String> {
        let payload = format!(r#"{{"records":[{{"recordId":"1","data":{data}}}]}}"#);
        decode(&payload).unwrap().records[0].decoded().map_err(|refused| refused.to_string())
    }

    #[test]
    fn breaks_only_the_record_whose_base64_is_broken() {
        assert_eq!(data(r#""aGVsbG8=""#).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(data(r#""""#).as_deref(), Ok(&b""[..]));
        assert_eq!(data(r#""?""#), Err("body: not valid base64".to_owned()));
        assert_eq!(data("null"), Err("body: missing".to_owned()));
    }

    #[test]
    fn takes_subsequence_numbers_as_number_and_as_text() {
        for (number, expected) in
            [("7", Some(7)), (r#""7""#, Some(7)), ("null", None), (r#""x""#, None), ("-1", None)]
        {
            let json = format!(r#"{{"subsequenceNumber":{number}}}"#);
            let metadata: Metadata<'_> = serde_json::from_str(&json).unwrap();
            assert_eq!(metadata.subsequence_number(), expected, "{number}");
        }
    }

    #[test]
    fn breaks_no_record_over_its_timestamp() {
        let arrival = |timestamp: &str| {
            let json = format!(r#"{{"recordId":"1","approximateArrivalTimestamp":{timestamp}}}"#);
            serde_json::from_str::<Record<'_>>(&json).unwrap().arrival()
        };
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_359_200_302);
        assert_eq!(arrival("1772359200302"), Some(time));
        for odd in ["null", r#""2012-04-23T18:25:43.511Z""#, "-1", "1e400", "18446744073709551616"]
        {
            assert_eq!(arrival(odd), None, "{odd}");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let failure = decode(r#"{"records":[{"data":""}]}"#).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this Amazon Data Firehose event is not as AWS documents it: missing field `recordId`"
        );
    }

    proptest! {
        #[test]
        fn decodes_all_data_back(bytes in any::<Vec<u8>>()) {
            let encoded = base64_simd::STANDARD.encode_to_string(&bytes);
            prop_assert_eq!(data(&format!("{encoded:?}")).unwrap(), bytes);
        }

        #[test]
        fn refuses_other_json_without_a_panic(json in "[\\[\\]{}:,\"a-z0-9]{0,40}") {
            let _ = decode(&format!(r#"{{"records":[{{"recordId":"1","data":{json}}}]}}"#));
        }
    }
}
