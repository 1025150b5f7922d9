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
use crate::event::shared::{decode_part, undecodable};
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

/// A batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(crate) records: Records<'a>,
    /// Of the MSK cluster; other clusters have none.
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) event_source_arn: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) bootstrap_servers: Option<Cow<'a, str>>,
}

/// The records of all partitions, one partition after the other.
#[derive(Debug, Default)]
pub(crate) struct Records<'a> {
    pub(crate) all: Vec<Record<'a>>,
    /// `TOPIC-PARTITION`, which the sender reads in a reply.
    partitions: Vec<Cow<'a, str>>,
}

impl<'a> Records<'a> {
    /// The name of the list that the record was in.
    pub(crate) fn partition(&self, record: &Record<'_>) -> &Cow<'a, str> {
        &self.partitions[record.list]
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record<'a> {
    /// The position of the list's name.
    #[serde(skip)]
    list: usize,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) topic: Cow<'a, str>,
    pub(super) partition: u32,
    pub(crate) offset: u64,
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

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
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

impl<'a> Record<'a> {
    /// The value, decoded from base64.
    pub(crate) fn value(&self) -> Result<Vec<u8>, Rejection> {
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

    /// Names and values in their order; a value may be null.
    pub(super) fn headers(&self) -> Result<Vec<(Cow<'a, str>, Option<Vec<u8>>)>, Rejection> {
        let Some(headers) = self.headers else { return Ok(Vec::new()) };
        let headers: Vec<Named<'a>> = decode_part(headers.get(), Location::Event, "headers")?;
        Ok(headers.into_iter().flat_map(|Named(headers)| headers).collect())
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

/// An object of headers, of which there is one in each.
struct Named<'a>(Vec<(Cow<'a, str>, Option<Vec<u8>>)>);

impl<'de> Deserialize<'de> for Named<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor;

        impl<'de> Visitor<'de> for NamedVisitor {
            type Value = Named<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of lists of bytes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut headers = Vec::with_capacity(1);
                while let Some((Text(name), value)) = map.next_entry::<_, Option<Vec<Byte>>>()? {
                    let bytes = value.map(|bytes| bytes.into_iter().map(|Byte(byte)| byte));
                    headers.push((name, bytes.map(Iterator::collect)));
                }
                Ok(Named(headers))
            }
        }

        deserializer.deserialize_map(NamedVisitor)
    }
}

/// A byte as Java counts it, from -128 to 127; from 128 on it is taken for what it is.
#[derive(Deserialize)]
#[serde(try_from = "i16")]
struct Byte(u8);

impl TryFrom<i16> for Byte {
    type Error = &'static str;

    fn try_from(number: i16) -> Result<Self, &'static str> {
        let signed = i8::try_from(number).map(i8::cast_unsigned);
        signed.or_else(|_| u8::try_from(number)).map(Self).map_err(|_| "not a byte")
    }
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

    #[track_caller]
    fn check_headers(headers: &str, expected: Result<&[(&str, Option<&[u8]>)], &str>) {
        let payload = one(&format!(r#","headers":{headers}"#));
        let event = decode(&payload).unwrap();
        let seen = event.records.all[0].headers().map_err(|refused| refused.to_string());
        let seen = seen.as_ref().map(|headers| {
            let headers = headers.iter();
            headers.map(|(name, value)| (&**name, value.as_deref())).collect::<Vec<_>>()
        });
        assert_eq!(seen.as_deref().map_err(|problem| problem.as_str()), expected, "{headers}");
    }

    #[test]
    fn reads_headers_as_signed_or_unsigned_bytes() {
        check_headers("null", Ok(&[]));
        check_headers("[]", Ok(&[]));
        check_headers(
            r#"[{"a":[118,-36,0,127,-128]},{"a":[]},{"b":null},{"c":[255]}]"#,
            Ok(&[
                ("a", Some(&[118, 220, 0, 127, 128])),
                ("a", Some(&[])),
                ("b", None),
                ("c", Some(&[255])),
            ]),
        );
    }

    #[test]
    fn says_where_headers_are_not_as_documented() {
        check_headers(r#"[{"a":[1,256]}]"#, Err("event `headers[0].a[1]`: invalid value"));
        check_headers(r#"[{"a":[-129]}]"#, Err("event `headers[0].a[0]`: invalid value"));
        check_headers(r#"[{"a":"AQ=="}]"#, Err("event `headers[0].a`: expected a sequence"));
        check_headers("7", Err("event `headers`: expected a sequence"));
    }

    proptest! {
        #[test]
        fn decodes_all_bytes_back(value: Vec<u8>, key: Vec<u8>, header: Vec<u8>) {
            let signed: Vec<i8> = header.iter().map(|byte| byte.cast_signed()).collect();
            let fields = json!({
                "value": BASE64.encode_to_string(&value), "key": BASE64.encode_to_string(&key),
                "headers": [{"h": signed}],
            })
            .to_string();
            let payload = one(&format!(",{}", &fields[1..fields.len() - 1]));
            let event = decode(&payload).unwrap();
            let record = &event.records.all[0];
            prop_assert_eq!(record.value().unwrap(), value);
            prop_assert_eq!(record.key().unwrap(), Some(key));
            prop_assert_eq!(record.headers().unwrap(), [(Cow::Borrowed("h"), Some(header))]);
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
