//! The event as Amazon S3 sends it, borrowed from the payload
//! (Amazon S3 user guide, "Event message structure").

use std::borrow::Cow;

use http::StatusCode;
use percent_encoding::percent_decode;
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{optional, or_default, text};
use crate::event::shared::undecodable;
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

#[derive(Debug)]
pub(crate) enum Event<'a> {
    Records(Vec<Record<'a>>),
    /// What S3 sends when a notification is set up (`s3:TestEvent`).
    Test,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record<'a> {
    #[serde(skip)]
    json: &'a str,
    #[serde(borrow, deserialize_with = "text")]
    event_name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) event_time: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) aws_region: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) user_identity: UserIdentity<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) response_elements: ResponseElements<'a>,
    #[serde(borrow)]
    pub(super) s3: Entity<'a>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct UserIdentity<'a> {
    #[serde(borrow, rename = "principalId", default, deserialize_with = "optional")]
    pub(super) principal_id: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ResponseElements<'a> {
    #[serde(borrow, rename = "x-amz-request-id", default, deserialize_with = "optional")]
    pub(super) request_id: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entity<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) configuration_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) bucket: Bucket<'a>,
    #[serde(borrow)]
    pub(super) object: Object<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Bucket<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) name: Cow<'a, str>,
}

/// Removals have no size, tagging and ACL events have neither size nor sequencer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) key: Cow<'a, str>,
    pub(super) size: Option<u64>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) e_tag: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) version_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) sequencer: Option<Cow<'a, str>>,
}

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    try_decode(payload).map_err(|error| undecodable(Source::S3, &error))
}

pub(super) fn try_decode(payload: &str) -> serde_json::Result<Event<'_>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        records: Option<Vec<&'a RawValue>>,
        #[serde(borrow, default, deserialize_with = "optional")]
        event: Option<Cow<'a, str>>,
    }

    let wire: Wire<'_> = serde_json::from_str(payload)?;
    match (wire.records, wire.event) {
        (Some(records), _) => {
            let records = records.into_iter().map(|record| Record::decode(record.get()));
            records.collect::<Result<_, _>>().map(Event::Records)
        }
        (None, Some(_)) => Ok(Event::Test),
        (None, None) => Err(serde_json::Error::missing_field("Records")),
    }
}

impl<'a> Record<'a> {
    fn decode(json: &'a str) -> serde_json::Result<Self> {
        let record: Self = serde_json::from_str(json)?;
        Ok(Self { json, ..record })
    }

    /// The record as it stands in the event.
    pub(crate) fn raw(&self) -> &'a [u8] {
        self.json.as_bytes()
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.s3.bucket.name
    }

    /// What happened, without the prefix that it has in configurations.
    pub(crate) fn event_name(&self) -> &str {
        bare(&self.event_name)
    }

    /// The object's key, decoded.
    pub(crate) fn key(&self) -> Result<Cow<'_, str>, Rejection> {
        decode_key(&self.s3.object.key)
    }

    /// Events of one key have different sequencers, and some kinds of events have none.
    pub(super) fn identity(&self) -> Option<String> {
        let Entity { bucket, object, .. } = &self.s3;
        let own = object.sequencer.as_ref().or(self.response_elements.request_id.as_ref())?;
        Some(format!("{}/{}/{}/{own}", bucket.name, object.key, self.event_name()))
    }

    pub(super) fn wire_event_name(&self) -> &Cow<'a, str> {
        &self.event_name
    }
}

/// The name of an event, which has a prefix in configurations and none in events.
pub(super) fn bare(event_name: &str) -> &str {
    event_name.strip_prefix("s3:").unwrap_or(event_name)
}

/// Undoes the encoding of keys, which is that of HTML forms: a plus is a space.
pub(super) fn decode_key(key: &str) -> Result<Cow<'_, str>, Rejection> {
    let not_utf8 = || {
        Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Event, "not UTF-8")
            .at("s3.object.key")
    };
    if !key.contains('+') {
        return percent_decode(key.as_bytes()).decode_utf8().map_err(|_| not_utf8());
    }
    let spaced = key.replace('+', " ");
    let decoded = percent_decode(spaced.as_bytes()).decode_utf8().map_err(|_| not_utf8())?;
    Ok(Cow::Owned(decoded.into_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_key(encoded: &str, decoded: &str) {
        assert_eq!(decode_key(encoded).unwrap(), decoded, "{encoded}");
    }

    #[test]
    fn decodes_keys_as_s3_encodes_them() {
        check_key("in/receipt.pdf", "in/receipt.pdf");
        check_key("in/my+file%40v1.txt", "in/my file@v1.txt");
        check_key("a%2Bb+c", "a+b c");
        check_key("%C3%BCber/%E6%97%A5%E6%9C%AC.png", "über/日本.png");
        check_key("100%25", "100%");
        check_key("%2520", "%20");
        check_key("", "");
    }

    #[test]
    fn refuses_keys_that_are_not_utf8() {
        for key in ["%FF", "a+%FF"] {
            let refused = decode_key(key).unwrap_err();
            assert_eq!(refused.to_string(), "event `s3.object.key`: not UTF-8");
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
    }

    proptest! {
        #[test]
        fn decodes_every_key_back(key in any::<String>()) {
            let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
            prop_assert_eq!(decode_key(&encoded).unwrap(), key);
        }

        #[test]
        fn takes_any_text_as_a_key(key in any::<String>()) {
            let _ = decode_key(&key);
        }
    }

    #[test]
    fn keeps_each_record_as_it_stands() {
        let one = r#"{"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}"#;
        let two = one.replace("ObjectRemoved:Delete", "s3:ObjectTagging:Put");
        let payload = format!("{{ \"Records\" : [ {one},\n {two} ] }}");
        let Event::Records(records) = decode(&payload).unwrap() else { panic!("a test event") };
        assert_eq!(records[0].raw(), one.as_bytes());
        assert_eq!(records[1].raw(), two.as_bytes());
        assert_eq!(records[0].event_name(), "ObjectRemoved:Delete");
        assert_eq!(records[1].event_name(), "ObjectTagging:Put");
    }

    #[test]
    fn knows_the_test_event() {
        let payload = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-03-01T10:00:00.000Z",
            "Bucket":"receipts","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw"}"#;
        assert!(matches!(decode(payload), Ok(Event::Test)));
    }

    #[test]
    fn takes_null_where_a_value_may_be_absent() {
        let payload = r#"{"Records":[{"eventName":"ObjectAcl:Put","eventTime":null,"awsRegion":null,
            "userIdentity":null,"responseElements":null,"s3":{"configurationId":null,
            "bucket":{"name":"b"},"object":{"key":"k","size":null,"eTag":null,"versionId":null,
            "sequencer":null}}}]}"#;
        assert!(matches!(decode(payload), Ok(Event::Records(records)) if records.len() == 1));
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        for (payload, field) in [
            (r#"{"Records":null}"#, "Records"),
            (r#"{"Records":[{"eventName":"x"}]}"#, "s3"),
            (r#"{"Records":[{"eventName":"x","s3":{"bucket":{"name":"b"},"object":{}}}]}"#, "key"),
        ] {
            let failure = decode(payload).unwrap_err();
            let expected =
                format!("this Amazon S3 event is not as AWS documents it: missing field `{field}`");
            assert_eq!(failure.message(), expected);
        }
    }
}
