//! Changes of a table as they are sent, borrowed from the payload.
//!
//! The event source mapping sends batches (AWS Lambda developer guide, "Using AWS Lambda with Amazon
//! DynamoDB"). A table that streams to Kinesis sends each change as a record of its own, nearly the
//! same (Amazon DynamoDB developer guide, "Kinesis Data Streams and DynamoDB Streams").

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};
use serde_json::value::RawValue;

use crate::event::cow::{optional, or_default};
use crate::event::shared::undecodable;
use crate::event::window::Tumbling;
use crate::event::{Source, part};
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

/// A batch.
#[derive(Debug)]
pub(super) struct Event<'a> {
    /// Empty when a window ends.
    pub(super) records: Vec<Record<'a>>,
    pub(super) tumbling: Tumbling<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    pub(super) dynamodb: Change<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) event_name: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "eventID", default, deserialize_with = "optional")]
    pub(super) event_id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "eventSourceARN", default, deserialize_with = "optional")]
    pub(super) event_source_arn: Option<Cow<'a, str>>,
    /// On the way through Kinesis, in place of the ARN.
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) table_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    user_identity: Option<UserIdentity<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserIdentity<'a> {
    #[serde(borrow, rename = "type", default, deserialize_with = "optional")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    principal_id: Option<Cow<'a, str>>,
}

/// What changed, as it stands and in its parts; if these cannot be read, one record fails alone.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) json: &'a str,
    parts: Result<Parts<'a>, Rejection>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a change of an item")]
pub(super) struct Parts<'a> {
    #[serde(borrow)]
    pub(super) keys: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) new_image: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) old_image: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) sequence_number: Option<Cow<'a, str>>,
    pub(super) size_bytes: Option<u64>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) stream_view_type: Option<Cow<'a, str>>,
    approximate_creation_date_time: Option<f64>,
    #[serde(borrow, default, deserialize_with = "optional")]
    approximate_creation_date_time_precision: Option<Cow<'a, str>>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    parse(payload).map_err(|error| undecodable(Source::DynamoDb, &error))
}

fn parse(payload: &str) -> serde_json::Result<Event<'_>> {
    #[derive(Deserialize)]
    struct Batch<'a> {
        #[serde(borrow, rename = "Records", default, deserialize_with = "or_default")]
        records: Vec<Record<'a>>,
        #[serde(rename = "eventSourceARN")]
        event_source_arn: Option<IgnoredAny>,
        window: Option<IgnoredAny>,
    }

    let Batch { records, event_source_arn, window } = serde_json::from_str(payload)?;
    // Most events have records and nothing else, and need not be read again.
    let tumbling = match event_source_arn.or(window) {
        Some(_) => serde_json::from_str(payload)?,
        None => Tumbling::default(),
    };
    Ok(Event { records, tumbling })
}

/// One record as the payload of something else.
pub(super) fn nested(payload: &str) -> serde_json::Result<Record<'_>> {
    serde_json::from_str(payload)
}

impl<'a> Event<'a> {
    /// The ARN of the stream.
    ///
    /// An event source mapping reads one stream, so the first record speaks for all.
    pub(super) fn source_arn(&self) -> Option<&Cow<'a, str>> {
        let first = || self.records.first()?.event_source_arn.as_ref();
        self.tumbling.event_source_arn.as_ref().or_else(first)
    }
}

impl Record<'_> {
    /// Whether DynamoDB itself made the change, because the item's time to live had passed
    /// (Amazon DynamoDB developer guide, "DynamoDB Streams and Time to Live").
    pub(super) fn is_by_time_to_live(&self) -> bool {
        self.user_identity.as_ref().is_some_and(|user| {
            user.kind.as_deref() == Some("Service")
                && user.principal_id.as_deref() == Some("dynamodb.amazonaws.com")
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Change<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        Ok(Self { json, parts: part::read(json, Location::Event, "dynamodb") })
    }
}

impl<'a> Change<'a> {
    pub(super) fn parts(&self) -> Result<&Parts<'a>, Rejection> {
        self.parts.as_ref().map_err(Clone::clone)
    }

    pub(super) fn sequence_number(&self) -> Option<&Cow<'a, str>> {
        self.parts.as_ref().ok()?.sequence_number.as_ref()
    }
}

impl Parts<'_> {
    /// When the change was made, near enough.
    ///
    /// Streams count seconds. Kinesis counts thousandths of them, or millionths, and has no
    /// sequence numbers of DynamoDB's.
    pub(super) fn creation(&self) -> Option<SystemTime> {
        let count = self.approximate_creation_date_time?;
        let per_second = match self.approximate_creation_date_time_precision.as_deref() {
            Some("MICROSECOND") => 1e6,
            Some("MILLISECOND") => 1e3,
            _ if self.sequence_number.is_none() => 1e3,
            _ => 1.0,
        };
        let since_epoch = Duration::try_from_secs_f64(count / per_second).ok()?;
        // To the microsecond, beyond which the float says nothing.
        let nearest = since_epoch.checked_add(Duration::from_nanos(500))?.as_micros();
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_micros(u64::try_from(nearest).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn creation(parts: &str) -> Option<Duration> {
        let payload = format!(r#"{{"Records":[{{"dynamodb":{{{parts}}}}}]}}"#);
        let event = decode(&payload).unwrap();
        let creation = event.records[0].dynamodb.parts().unwrap().creation();
        creation.map(|time| time.duration_since(SystemTime::UNIX_EPOCH).unwrap())
    }

    #[test]
    fn knows_in_which_unit_a_time_is_given() {
        for (parts, expected) in [
            (
                r#""ApproximateCreationDateTime":1772359200,"SequenceNumber":"1""#,
                Some(Duration::from_secs(1_772_359_200)),
            ),
            (
                r#""ApproximateCreationDateTime":1.7723592E9,"SequenceNumber":"1""#,
                Some(Duration::from_secs(1_772_359_200)),
            ),
            (
                r#""ApproximateCreationDateTime":1772359200123"#,
                Some(Duration::from_millis(1_772_359_200_123)),
            ),
            (
                r#""ApproximateCreationDateTime":1772359200123,
                "ApproximateCreationDateTimePrecision":"MILLISECOND""#,
                Some(Duration::from_millis(1_772_359_200_123)),
            ),
            (
                r#""ApproximateCreationDateTime":1772359200123456,
                "ApproximateCreationDateTimePrecision":"MICROSECOND""#,
                Some(Duration::from_micros(1_772_359_200_123_456)),
            ),
            (r#""ApproximateCreationDateTime":null"#, None),
            (r#""ApproximateCreationDateTime":-1,"SequenceNumber":"1""#, None),
            (r#""ApproximateCreationDateTime":1e300"#, None),
            ("", None),
        ] {
            assert_eq!(creation(parts), expected, "{parts}");
        }
    }

    #[test]
    fn breaks_only_the_record_that_cannot_be_read() {
        let payload = r#"{"Records":[
            {"dynamodb":{"SequenceNumber":"1"}},
            {"dynamodb":{"SequenceNumber":{"secret":1}}},
            {"dynamodb":7},
            {"dynamodb":{"SequenceNumber":"4","Keys":null,"New":[1]}, "userIdentity":null}]}"#;
        let event = decode(payload).unwrap();
        let numbers: Vec<_> = event
            .records
            .iter()
            .map(|record| {
                let parts = record.dynamodb.parts().map_err(|refused| refused.to_string());
                parts.map(|parts| parts.sequence_number.as_deref().unwrap_or_default())
            })
            .collect();
        assert_eq!(numbers[0], Ok("1"));
        let expected = "event `dynamodb.SequenceNumber`: expected a string";
        assert_eq!(numbers[1], Err(expected.to_owned()));
        assert_eq!(numbers[2], Err("event `dynamodb`: expected a change of an item".to_owned()));
        assert_eq!(numbers[3], Ok("4"));
        assert_eq!(event.records[2].dynamodb.sequence_number(), None);
    }

    #[test]
    fn knows_the_stream_of_a_window_without_records() {
        for records in [r#""Records":[],"#, r#""Records":null,"#, ""] {
            let payload = format!(r#"{{{records}"eventSourceARN":"arn"}}"#);
            let event = decode(&payload).unwrap();
            assert!(event.records.is_empty());
            assert_eq!(event.source_arn().unwrap(), "arn");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let failure = decode(r#"{"Records":[{"eventName":"INSERT"}]}"#).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this Amazon DynamoDB event is not as AWS documents it: missing field `dynamodb`"
        );
    }
}
