//! The event as Amazon SNS sends it, borrowed from the payload.
//!
//! Signatures are not read: Lambda delivers over IAM-authorised calls, and the spelling of
//! `SigningCertUrl` and `UnsubscribeUrl` differs between the ways of delivery.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::event::Source;
use crate::event::cow::{Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::failure::Failure;

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Event<'a> {
    #[serde(borrow, rename = "Records")]
    pub(crate) records: Vec<Record<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Record<'a> {
    #[serde(borrow, rename = "Sns")]
    pub(crate) sns: Notification<'a>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Notification<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) topic_arn: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) message: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) message_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) subject: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) timestamp: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) message_attributes: Attributes<'a>,
}

/// The attributes in their order.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a>(pub(super) Vec<(Cow<'a, str>, Attribute<'a>)>);

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attribute<'a> {
    #[serde(borrow, rename = "Type", default, deserialize_with = "optional")]
    pub(super) kind: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) value: Option<Cow<'a, str>>,
}

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::Sns, &error))
}

/// What a topic delivers to something else than Lambda.
#[derive(Debug)]
pub(super) enum Nested<'a> {
    Notification(Notification<'a>),
    /// Of a subscription, or of its end.
    Confirmation,
}

pub(super) fn nested(payload: &str) -> serde_json::Result<Nested<'_>> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Kind<'a> {
        #[serde(borrow, rename = "Type", default, deserialize_with = "optional")]
        kind: Option<Cow<'a, str>>,
    }

    let kind: Kind<'_> = serde_json::from_str(payload)?;
    match kind.kind.as_deref() {
        Some("SubscriptionConfirmation" | "UnsubscribeConfirmation") => Ok(Nested::Confirmation),
        _ => serde_json::from_str(payload).map(Nested::Notification),
    }
}

impl<'de> Deserialize<'de> for Attributes<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AttributesVisitor;

        impl<'de> Visitor<'de> for AttributesVisitor {
            type Value = Attributes<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of message attributes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut attributes = Vec::new();
                while let Some((Text(name), attribute)) = map.next_entry()? {
                    attributes.push((name, attribute));
                }
                Ok(Attributes(attributes))
            }
        }

        deserializer.deserialize_map(AttributesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows_what_is_written_without_escapes() {
        let payload = r#"{"Records":[{"EventSource":"aws:sns","Sns":{
            "TopicArn":"arn:aws:sns:eu-west-1:111122223333:orders","Message":"plain"}}]}"#;
        let event = decode(payload).unwrap();
        assert!(matches!(event.records[0].sns.message, Cow::Borrowed("plain")));
        assert!(matches!(event.records[0].sns.topic_arn, Cow::Borrowed(_)));
    }

    #[test]
    fn takes_null_and_missing_fields_and_both_spellings_of_urls() {
        for rest in [
            r#""Subject":null,"MessageAttributes":null,"MessageId":null,"Timestamp":null"#,
            r#""SigningCertUrl":"https://x","UnsubscribeUrl":"https://y""#,
            r#""SigningCertURL":"https://x","UnsubscribeURL":"https://y","New":[1,{"a":null}]"#,
        ] {
            let payload =
                format!(r#"{{"Records":[{{"Sns":{{"TopicArn":"t","Message":"m",{rest}}}}}]}}"#);
            let event = decode(&payload).unwrap();
            let [Record { sns }] = &event.records[..] else { panic!("{event:?}") };
            assert!(sns.subject.is_none(), "{rest}");
            assert!(sns.message_attributes.0.is_empty(), "{rest}");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let failure = decode(r#"{"Records":[{"Sns":{"Message":"m"}}]}"#).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this Amazon SNS event is not as AWS documents it: missing field `TopicArn`"
        );
    }

    #[test]
    fn does_not_repeat_values_in_failures() {
        let payload = r#"{"Records":[{"Sns":{"TopicArn":"t","Message":{"secret":1}}}]}"#;
        let failure = decode(payload).unwrap_err();
        assert!(failure.message().ends_with("expected a string"), "{failure}");
    }
}
