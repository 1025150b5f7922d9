//! A message as an argument.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;

use crate::event::shared::{share, share_optional};
use crate::event::sns::topic::name_of;
use crate::event::sns::wire;
use crate::extract::{FromInput, Input, Location, Rejection};

/// A message of an SNS topic, with what the topic says about it.
///
/// Take [`Json`](crate::Json) or [`Text`](crate::Text) where only the content matters.
/// The order of messages is not guaranteed, and one may be delivered more than once
/// (Amazon SNS developer guide, "Message delivery").
///
/// # Example
/// ```
/// use sls_core::event::sns::{Message, Topic};
/// use sls_core::{App, Error, Handler};
///
/// async fn note(message: Message) -> Result<(), Error> {
///     println!("{} from {}: {}", message.message_id(), message.topic(), message.text());
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("note").on(Topic::new("orders"), note));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Message {
    topic_arn: ByteString,
    message_id: ByteString,
    subject: Option<ByteString>,
    text: ByteString,
    timestamp: ByteString,
    attributes: Vec<(ByteString, Attribute)>,
}

impl Message {
    /// The ARN of the topic that the message was published to.
    #[must_use]
    pub fn topic_arn(&self) -> &str {
        &self.topic_arn
    }

    /// The name of the topic, which is the last part of its ARN.
    #[must_use]
    pub fn topic(&self) -> &str {
        name_of(&self.topic_arn)
    }

    /// The message's id, the same for every subscriber and every attempt.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// The subject, if the publisher gave one.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The message itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When it was published, in UTC, as in `2026-03-01T10:00:00.123Z`.
    #[must_use]
    pub fn timestamp(&self) -> &str {
        &self.timestamp
    }

    /// Names and values of the message attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Attribute)> {
        self.attributes.iter().map(|(name, attribute)| (&**name, attribute))
    }

    /// A message attribute by its name, which is case-sensitive.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes().find(|(other, _)| *other == name).map(|(_, attribute)| attribute)
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Notification<'_>) -> Self {
        let attributes = wire.message_attributes.0.iter();
        Self {
            topic_arn: share(event, &wire.topic_arn),
            message_id: share_optional(event, &wire.message_id).unwrap_or_default(),
            subject: share_optional(event, &wire.subject),
            text: share(event, &wire.message),
            timestamp: share_optional(event, &wire.timestamp).unwrap_or_default(),
            attributes: attributes
                .map(|(name, attribute)| (share(event, name), Attribute::shared(event, attribute)))
                .collect(),
        }
    }
}

/// Without the content, which may be confidential.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("topic_arn", &self.topic_arn)
            .field("message_id", &self.message_id)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Message {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon SNS message")
    }
}

/// A message attribute.
///
/// # Example
/// ```
/// use sls_core::Error;
/// use sls_core::event::sns::Message;
///
/// async fn note(message: Message) -> Result<(), Error> {
///     if let Some(thumbnail) = message.attribute("thumbnail") {
///         println!("{} of {} bytes", thumbnail.kind(), thumbnail.bytes()?.len());
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Attribute {
    kind: ByteString,
    value: ByteString,
}

impl Attribute {
    /// Its data type: `String`, `String.Array`, `Number` or `Binary`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its value as text: JSON for `String.Array`, base64 for `Binary`.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Its value as bytes, decoded from base64 if its type is `Binary`.
    ///
    /// # Errors
    /// The type is `Binary` and the value is not base64.
    pub fn bytes(&self) -> Result<Bytes, Rejection> {
        if &*self.kind != "Binary" {
            return Ok(self.value.as_bytes().clone());
        }
        let decoded = base64_simd::STANDARD.decode_to_vec(self.value.as_bytes());
        decoded.map(Bytes::from).map_err(|_| {
            Rejection::new(StatusCode::BAD_REQUEST, Location::Event, "not valid base64")
                .at("Sns.MessageAttributes")
        })
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Attribute<'_>) -> Self {
        Self {
            kind: share_optional(event, &wire.kind).unwrap_or_default(),
            value: share_optional(event, &wire.value).unwrap_or_default(),
        }
    }
}

/// Without the value, which may be confidential.
impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::shared::extract;
    use crate::event::sns::serve::Unit;
    use crate::extract::Whole;

    const EVENT: &str = r#"{"Records":[{"EventSource":"aws:sns","Sns":{
        "TopicArn":"arn:aws:sns:eu-west-1:111122223333:orders","Subject":null,
        "MessageId":"7f0c1c60-9b3e-5d3e-8f63-40c5a1b2c3d4","Timestamp":"2026-03-01T10:00:00.123Z",
        "Message":"{\"order\":7}","MessageAttributes":{
            "kind":{"Type":"String","Value":"new"},
            "blob":{"Type":"Binary","Value":"AQID"},
            "broken":{"Type":"Binary","Value":"?"},
            "empty":{"Type":"String","Value":null}}}}]}"#;

    fn message() -> Message {
        let event = Bytes::from_static(EVENT.as_bytes());
        let decoded = wire::decode(std::str::from_utf8(&event).unwrap()).unwrap();
        extract(Source::Sns, &Unit { raw: &event, message: &decoded.records[0].sns }).unwrap()
    }

    #[test]
    fn has_what_the_topic_says_about_it() {
        let message = message();
        assert_eq!(message.topic_arn(), "arn:aws:sns:eu-west-1:111122223333:orders");
        assert_eq!(message.topic(), "orders");
        assert_eq!(message.message_id(), "7f0c1c60-9b3e-5d3e-8f63-40c5a1b2c3d4");
        assert_eq!(message.subject(), None);
        assert_eq!(message.text(), r#"{"order":7}"#);
        assert_eq!(message.timestamp(), "2026-03-01T10:00:00.123Z");
    }

    #[test]
    fn decodes_binary_attributes_only() {
        let message = message();
        let names: Vec<_> = message.attributes().map(|(name, _)| name).collect();
        assert_eq!(names, ["kind", "blob", "broken", "empty"]);
        let bytes = |name: &str| message.attribute(name).unwrap().bytes();
        assert_eq!(bytes("kind").unwrap(), "new");
        assert_eq!(bytes("blob").unwrap(), [1, 2, 3][..]);
        assert_eq!(bytes("empty").unwrap(), "");
        assert_eq!(bytes("broken").unwrap_err().problem(), "not valid base64");
        assert_eq!(message.attribute("blob").unwrap().kind(), "Binary");
        assert!(message.attribute("Kind").is_none());
    }

    #[test]
    fn keeps_its_content_out_of_debug_output() {
        let message = message();
        let shown = format!("{message:?} {:?}", message.attribute("kind").unwrap());
        assert!(shown.contains("orders"), "{shown}");
        assert!(!shown.contains("order\\\"") && !shown.contains("new"), "{shown}");
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Message>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon SNS message");
        assert_eq!(refused.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
