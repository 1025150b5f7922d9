//! The event as the event source mapping sends it, borrowed from the payload.
//!
//! There may be thousands of records, so none of them allocates unless its text has escapes.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

/// A batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) records: Records<'a>,
    /// Of the MSK cluster; other clusters have none.
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) event_source_arn: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) bootstrap_servers: Option<Cow<'a, str>>,
}

/// The records of all partitions, one partition after the other.
#[derive(Debug, Default)]
pub(super) struct Records<'a> {
    pub(super) all: Vec<Record<'a>>,
    /// `TOPIC-PARTITION`, which the sender reads in a reply.
    partitions: Vec<Cow<'a, str>>,
}

impl<'a> Records<'a> {
    /// The name of the list that the record was in.
    pub(super) fn partition(&self, record: &Record<'_>) -> &Cow<'a, str> {
        &self.partitions[record.list]
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record<'a> {
    /// The position of the list's name.
    #[serde(skip)]
    list: usize,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) topic: Cow<'a, str>,
    pub(super) partition: u32,
    pub(super) offset: u64,
    /// Milliseconds since 1970; -1 for none.
    pub(super) timestamp: Option<i64>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) timestamp_type: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) key: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) value: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) headers: Option<&'a RawValue>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::Kafka, &error))
}

impl<'de: 'a, 'a> Deserialize<'de> for Records<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RecordsVisitor;

        impl<'de> Visitor<'de> for RecordsVisitor {
            type Value = Records<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of lists of records")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut lists: A) -> Result<Self::Value, A::Error> {
                let mut records = Records::default();
                while let Some(Text(partition)) = lists.next_key()? {
                    records.partitions.push(partition);
                    lists.next_value_seed(List(&mut records))?;
                }
                Ok(records)
            }
        }

        deserializer.deserialize_map(RecordsVisitor)
    }
}

/// The list of the partition that was named last.
struct List<'r, 'a>(&'r mut Records<'a>);

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let list = self.0.partitions.len() - 1;
        while let Some(record) = elements.next_element::<Record<'de>>()? {
            self.0.all.push(Record { list, ..record });
        }
        Ok(())
    }
}

impl Record<'_> {
    /// The value, decoded from base64.
    pub(super) fn value(&self) -> Result<Vec<u8>, Rejection> {
        let value = self.value.as_ref();
        decoded(value, || Rejection::new(STATUS, Location::Body, NOT_BASE64))?.ok_or_else(|| {
            // A tombstone: an optional argument takes it for absent, since it is not in the body.
            Rejection::new(STATUS, Location::Event, Rejection::MISSING).at("value")
        })
    }

    /// The key, decoded from base64; `None` if it has none.
    pub(super) fn key(&self) -> Result<Option<Vec<u8>>, Rejection> {
        decoded(self.key.as_ref(), || Rejection::new(STATUS, Location::Event, NOT_BASE64).at("key"))
    }
}

const STATUS: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOT_BASE64: &str = "not valid base64";

fn decoded(
    base64: Option<&Cow<'_, str>>,
    refused: impl FnOnce() -> Rejection,
) -> Result<Option<Vec<u8>>, Rejection> {
    let decoded = base64.map(|text| base64_simd::STANDARD.decode_to_vec(text.as_bytes()));
    decoded.transpose().map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use base64_simd::STANDARD as BASE64;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn one(fields: &str) -> String {
        format!(r#"{{"records":{{"t-0":[{{"topic":"t","partition":0,"offset":7{fields}}}]}}}}"#)
    }

    #[test]
    fn keeps_the_records_of_each_partition_together_and_in_order() {
        let payload = json!({"eventSource": "aws:kafka", "records": {
            "a-b-1": [{"topic": "a-b", "partition": 1, "offset": 4, "new": [1]},
                {"topic": "a-b", "partition": 1, "offset": 5}],
            "a-b-2": [],
            "c-0": [{"topic": "c", "partition": 0, "offset": 0}],
        }})
        .to_string();
        let event = decode(&payload).unwrap();
        let records: Vec<_> = event
            .records
            .all
            .iter()
            .map(|record| (&**event.records.partition(record), &*record.topic, record.offset))
            .collect();
        assert_eq!(records, [("a-b-1", "a-b", 4), ("a-b-1", "a-b", 5), ("c-0", "c", 0)]);
    }

    #[test]
    fn borrows_what_is_written_without_escapes() {
        let payload = one(r#","value":"AQID","key":null,"timestampType":"CREATE_TIME""#);
        let event = decode(&payload).unwrap();
        let record = &event.records.all[0];
        assert!(matches!(record.topic, Cow::Borrowed("t")));
        assert!(matches!(record.value, Some(Cow::Borrowed("AQID"))));
        assert!(record.key.is_none() && record.timestamp.is_none());
        assert!(matches!(event.records.partition(record), Cow::Borrowed("t-0")));
    }

    #[test]
    fn breaks_only_the_record_whose_base64_is_broken() {
        for (fields, value, key) in [
            (r#","value":"AQID","key":"AQ==""#, Ok(vec![1, 2, 3]), Ok(Some(vec![1]))),
            (r#","value":"","key":"""#, Ok(vec![]), Ok(Some(vec![]))),
            (r#","value":null,"key":null"#, Err("event `value`: missing"), Ok(None)),
            ("", Err("event `value`: missing"), Ok(None)),
            (
                r#","value":"?","key":"?""#,
                Err("body: not valid base64"),
                Err("event `key`: not valid base64"),
            ),
            (r#","value":"\/\/8=""#, Ok(vec![255, 255]), Ok(None)),
        ] {
            let payload = one(fields);
            let event = decode(&payload).unwrap();
            let record = &event.records.all[0];
            let text = |refused: Rejection| refused.to_string();
            assert_eq!(record.value().map_err(text), value.map_err(str::to_owned), "{fields}");
            assert_eq!(record.key().map_err(text), key.map_err(str::to_owned), "{fields}");
        }
    }

    proptest! {
        #[test]
        fn decodes_all_bytes_back(value: Vec<u8>, key: Vec<u8>) {
            let [value_text, key_text] = [&value, &key].map(|it| BASE64.encode_to_string(it));
            let payload = one(&format!(r#","value":"{value_text}","key":"{key_text}""#));
            let event = decode(&payload).unwrap();
            let record = &event.records.all[0];
            prop_assert_eq!(record.value().unwrap(), value);
            prop_assert_eq!(record.key().unwrap(), Some(key));
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        for (payload, problem) in [
            (r#"{"records":{"t-0":[{"topic":"t","partition":0}]}}"#, "missing field `offset`"),
            (r#"{"records":{"t-0":{}}}"#, "expected a list of records"),
            (r#"{"records":[]}"#, "expected an object of lists of records"),
        ] {
            let failure = decode(payload).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.EventDecode");
            let expected = format!("this Apache Kafka event is not as AWS documents it: {problem}");
            assert_eq!(failure.message(), expected);
        }
    }
}
