//! The event as the event source mapping sends it, borrowed from the payload.
//!
//! There may be thousands of records, so none of them allocates unless its text has escapes, and
//! only the first of those that are written alike is parsed.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::alike::Alike;
use crate::event::cow::{optional, or_default, text};
use crate::event::shared::undecodable;
use crate::event::window::Tumbling;
use crate::failure::Failure;

/// A batch.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    /// Empty when a window ends.
    pub(crate) records: Vec<Record<'a>>,
    pub(super) tumbling: Tumbling<'a>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Record<'a> {
    #[serde(borrow)]
    pub(crate) kinesis: Payload<'a>,
    #[serde(borrow, rename = "eventID", default, deserialize_with = "optional")]
    pub(super) event_id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "eventSourceARN", default, deserialize_with = "optional")]
    pub(super) event_source_arn: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) sequence_number: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) partition_key: Option<Cow<'a, str>>,
    /// As it is written, since few handlers ask for it.
    #[serde(borrow, default, deserialize_with = "raw")]
    approximate_arrival_timestamp: Option<&'a str>,
    /// In base64.
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) data: Option<Cow<'a, str>>,
}

fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de str>, D::Error> {
    Option::<&RawValue>::deserialize(deserializer).map(|raw| raw.map(RawValue::get))
}

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    parse(payload).map_err(|error| undecodable(Source::Kinesis, &error))
}

fn parse(payload: &str) -> serde_json::Result<Event<'_>> {
    #[derive(Deserialize)]
    struct Listed<'a> {
        #[serde(borrow, rename = "Records", default, deserialize_with = "or_default")]
        records: Vec<Record<'a>>,
    }

    let listed = payload.strip_prefix(r#"{"Records":["#).and_then(list);
    let (records, is_all) = match listed {
        Some((records, rest)) => (records, rest == "}"),
        None => (serde_json::from_str::<Listed<'_>>(payload)?.records, false),
    };
    let tumbling = if is_all { Tumbling::default() } else { serde_json::from_str(payload)? };
    Ok(Event { records, tumbling })
}

/// The records up to the end of their list, and what is behind it; `None` if they are none.
fn list(mut rest: &str) -> Option<(Vec<Record<'_>>, &str)> {
    let mut records = Vec::new();
    let mut model: Option<Model<'_>> = None;
    loop {
        let alike = model.as_ref().and_then(|model| model.read(rest));
        let (record, behind) = match alike {
            Some(alike) => alike,
            None => {
                let (record, behind) = parse_one(rest)?;
                let text = &rest[..rest.len() - behind.len()];
                records.reserve((rest.len() / text.len()).min(MOST_RECORDS));
                model = Model::of(text, &record);
                (record, behind)
            }
        };
        records.push(record);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Some((records, behind.strip_prefix(']')?)),
        }
    }
}

/// AWS Lambda API reference, "CreateEventSourceMapping", on `BatchSize`.
const MOST_RECORDS: usize = 10_000;

fn parse_one(text: &str) -> Option<(Record<'_>, &str)> {
    let mut json = serde_json::Deserializer::from_str(text);
    let record = Record::deserialize(&mut json).ok()?;
    let length = json.into_iter::<IgnoredAny>().byte_offset();
    Some((record, &text[length..]))
}

/// A record that others are compared with.
struct Model<'a> {
    alike: Alike<'a, 5>,
    /// The same for all records of a batch.
    event_source_arn: Option<&'a str>,
}

impl<'a> Model<'a> {
    /// `None` where a value is missing or written with escapes.
    fn of(text: &'a str, record: &Record<'a>) -> Option<Self> {
        let Record { kinesis, event_id, event_source_arn } = record;
        // In the order in which AWS writes them.
        let values = [
            borrowed(kinesis.partition_key.as_ref()?)?,
            borrowed(&kinesis.sequence_number)?,
            borrowed(kinesis.data.as_ref()?)?,
            kinesis.approximate_arrival_timestamp?,
            borrowed(event_id.as_ref()?)?,
        ];
        let event_source_arn = match event_source_arn {
            Some(arn) => Some(borrowed(arn)?),
            None => None,
        };
        Some(Self { alike: Alike::to(text, values)?, event_source_arn })
    }

    fn read(&self, text: &'a str) -> Option<(Record<'a>, &'a str)> {
        let (values, rest) = self.alike.read(text)?;
        let [partition_key, sequence_number, data, arrival, event_id] = values;
        let kinesis = Payload {
            sequence_number: Cow::Borrowed(sequence_number),
            partition_key: Some(Cow::Borrowed(partition_key)),
            approximate_arrival_timestamp: Some(arrival),
            data: Some(Cow::Borrowed(data)),
        };
        let record = Record {
            kinesis,
            event_id: Some(Cow::Borrowed(event_id)),
            event_source_arn: self.event_source_arn.map(Cow::Borrowed),
        };
        Some((record, rest))
    }
}

fn borrowed<'a>(text: &Cow<'a, str>) -> Option<&'a str> {
    match text {
        Cow::Borrowed(text) => Some(text),
        Cow::Owned(_) => None,
    }
}

impl<'a> Event<'a> {
    /// The ARN of the stream, or of the consumer under enhanced fan-out.
    ///
    /// An event source mapping reads one stream, so the first record speaks for all.
    pub(crate) fn source_arn(&self) -> Option<&Cow<'a, str>> {
        let first = || self.records.first()?.event_source_arn.as_ref();
        self.tumbling.event_source_arn.as_ref().or_else(first)
    }
}

impl<'a> Record<'a> {
    /// The shard, which the id of a record begins with.
    pub(super) fn shard_id(&self) -> Option<Cow<'a, str>> {
        match self.event_id.as_ref()? {
            Cow::Borrowed(id) => id.split_once(':').map(|(shard, _)| Cow::Borrowed(shard)),
            Cow::Owned(id) => id.split_once(':').map(|(shard, _)| Cow::Owned(shard.to_owned())),
        }
    }
}

impl Payload<'_> {
    /// Seconds since 1970, usually with a fraction.
    pub(super) fn arrival(&self) -> Option<f64> {
        serde_json::from_str(self.approximate_arrival_timestamp?).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn takes_timestamps_with_and_without_fraction() {
        for (timestamp, seconds) in [
            ("1772359200.123", Some(1_772_359_200.123)),
            ("1772359200", Some(1_772_359_200.0)),
            ("1.7723592E9", Some(1_772_359_200.0)),
            ("null", None),
            (r#""today""#, None),
        ] {
            let payload = format!(
                r#"{{"Records":[{{"kinesis":{{"sequenceNumber":"1","encryptionType":"KMS",
                "approximateArrivalTimestamp":{timestamp}}}}}]}}"#
            );
            let event = decode(&payload).unwrap();
            assert_eq!(event.records[0].kinesis.arrival(), seconds);
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
            let arn = event.source_arn().unwrap();
            assert_eq!(arn, "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks");
            assert_eq!(event.tumbling.window().unwrap().unwrap().get(), r#"{"1":282}"#);
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        for payload in [
            r#"{"Records":[{"kinesis":{"data":""}}]}"#,
            r#"{"Records":[{"kinesis":{"sequenceNumber":"1"}},{"kinesis":{"data":""}}]}"#,
        ] {
            let failure = decode(payload).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.EventDecode");
            assert_eq!(
                failure.message(),
                "this Amazon Kinesis event is not as AWS documents it: missing field \
                 `sequenceNumber`"
            );
        }
        for payload in [r#"{"Records":[{"kinesis":{"sequenceNumber":"1"}}"#, r#"{"Records":[]"#] {
            assert!(decode(payload).unwrap_err().message().ends_with("the JSON ends too early"));
        }
    }

    /// Records that are written alike for the most part.
    fn records() -> impl Strategy<Value = Vec<Value>> {
        let partition_key = prop_oneof![9 => "[a-z]{0,9}", 1 => ".*"];
        let arrival = prop_oneof![
            8 => (1_700_000_000_000_u64..1_800_000_000_000)
                .prop_map(|millis| json!(millis as f64 / 1e3)),
            1 => Just(json!(1_772_359_200)),
            1 => Just(Value::Null),
        ];
        let encryption = prop_oneof![9 => Just(None), 1 => Just(Some("KMS"))];
        let record = (partition_key, any::<u64>(), any::<Vec<u8>>(), arrival, encryption).prop_map(
            |(partition_key, number, data, arrival, encryption)| {
                let mut record = json!({
                    "kinesis": {
                        "kinesisSchemaVersion": "1.0",
                        "partitionKey": partition_key,
                        "sequenceNumber": number.to_string(),
                        "data": base64_simd::STANDARD.encode_to_string(data),
                        "approximateArrivalTimestamp": arrival,
                    },
                    "eventSource": "aws:kinesis",
                    "eventID": format!("shardId-000000000006:{number}"),
                    "eventSourceARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
                });
                if let Some(encryption) = encryption {
                    record["kinesis"]["encryptionType"] = encryption.into();
                }
                record
            },
        );
        vec(record, 0..20)
    }

    proptest! {
        #[test]
        fn finds_what_a_parser_finds(records in records(), is_window: bool) {
            let mut event = json!({ "Records": records });
            if is_window {
                event["window"] = json!({"start": "2026-03-01T10:00:00Z", "end": ""});
            }
            // With spaces, everything goes through the parser.
            for payload in [event.to_string(), format!("{event:#}")] {
                let decoded = decode(&payload).unwrap();
                prop_assert_eq!(decoded.tumbling.window().is_some(), is_window);
                prop_assert_eq!(decoded.records.len(), records.len());
                for (decoded, record) in decoded.records.iter().zip(&records) {
                    let wire = &record["kinesis"];
                    let text = |text: &Option<Cow<'_, str>>| json!(text);
                    prop_assert_eq!(text(&decoded.kinesis.partition_key), wire["partitionKey"].clone());
                    prop_assert_eq!(json!(decoded.kinesis.sequence_number), wire["sequenceNumber"].clone());
                    prop_assert_eq!(text(&decoded.kinesis.data), wire["data"].clone());
                    let arrival = wire["approximateArrivalTimestamp"].as_f64();
                    prop_assert_eq!(decoded.kinesis.arrival(), arrival);
                    prop_assert_eq!(text(&decoded.event_id), record["eventID"].clone());
                    prop_assert_eq!(text(&decoded.event_source_arn), record["eventSourceARN"].clone());
                }
            }
        }

        #[test]
        fn never_takes_a_damaged_event_for_another(records in records(), cut: prop::sample::Index) {
            let payload = json!({ "Records": records }).to_string();
            let cut = cut.index(payload.len());
            prop_assume!(payload.is_char_boundary(cut));
            prop_assert!(decode(&payload[..cut]).is_err());
        }
    }
}
