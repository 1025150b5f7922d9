//! Notifications of an SNS topic.

use std::collections::BTreeMap;
use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};

use super::origin::iso_millis;
use super::patch::Patches;
use super::{Origin, digest, event_builder, to_text};

/// One notification of an SNS topic, as Lambda delivers it.
///
/// Always one record, `SigningCertUrl` and `UnsubscribeUrl` in Lambda's spelling, `Subject` null
/// when there is none, `SignatureVersion` 1. The signature has the right form and signs nothing.
/// (AWS Lambda developer guide, "Invoking Lambda functions with Amazon SNS notifications".)
///
/// # Example
/// ```
/// use sls_test::event::SnsEvent;
///
/// let event = SnsEvent::new("orders").message("hello").attribute("kind", "new").build();
/// let notification = &event["Records"][0]["Sns"];
/// assert_eq!(notification["Message"], "hello");
/// assert_eq!(notification["MessageAttributes"]["kind"]["Type"], "String");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SnsEvent {
    topic: String,
    message: String,
    subject: Option<String>,
    attributes: BTreeMap<String, SnsAttribute>,
    patches: Patches,
}

event_builder!(SnsEvent);

impl SnsEvent {
    /// The message `hello` of a topic, which is a name or an ARN.
    pub fn new(topic: impl Into<String>) -> Self {
        Self {
            topic: topic.into(),
            message: "hello".to_owned(),
            subject: None,
            attributes: BTreeMap::new(),
            patches: Patches::default(),
        }
    }

    /// Default: `hello`. The text of the message.
    pub fn message(mut self, text: impl Into<String>) -> Self {
        self.message = text.into();
        self
    }

    /// Default: `hello`. A message that is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn message_json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let text = to_text(value);
        self.message(text)
    }

    /// Default: none, which is `null` in the event.
    pub fn subject(mut self, text: impl Into<String>) -> Self {
        self.subject = Some(text.into());
        self
    }

    /// Default: none. A message attribute; one name holds one value.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<SnsAttribute>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let topic = origin.arn("sns", &self.topic);
        let subscription = format!("{topic}:{}", digest::uuid_of(&topic));
        let host = format!("https://sns.{}.amazonaws.com", origin.region);
        let unsubscribe = format!("{host}/?Action=Unsubscribe&SubscriptionArn={subscription}");
        let certificate = digest::hex(digest::md5(origin.region.as_bytes()));
        let attributes: serde_json::Map<_, _> = self
            .attributes
            .iter()
            .map(|(name, SnsAttribute { ty, value })| {
                (name.clone(), json!({"Type": ty, "Value": value}))
            })
            .collect();
        json!({"Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription,
            "Sns": {
                "Type": "Notification",
                "MessageId": origin.ids.uuid(),
                "TopicArn": topic,
                "Subject": self.subject,
                "Message": self.message,
                "Timestamp": iso_millis(origin.now),
                "SignatureVersion": "1",
                "Signature": origin.opaque(256),
                "SigningCertUrl": format!("{host}/SimpleNotificationService-{certificate}.pem"),
                "UnsubscribeUrl": unsubscribe,
                "MessageAttributes": attributes,
            },
        }]})
    }
}

/// The value of a message attribute, in one of the four types that SNS has.
///
/// (Amazon SNS developer guide, "Amazon SNS message attributes".)
///
/// # Example
/// ```
/// use sls_test::event::{SnsAttribute, SnsEvent};
///
/// let event = SnsEvent::new("orders")
///     .attribute("kind", "new")
///     .attribute("total", 12.5)
///     .attribute("tags", SnsAttribute::strings(["a", "b"]))
///     .attribute("token", SnsAttribute::binary([1, 2, 3]))
///     .build();
/// let attributes = &event["Records"][0]["Sns"]["MessageAttributes"];
/// assert_eq!(attributes["total"]["Value"], "12.5");
/// assert_eq!(attributes["tags"]["Value"], r#"["a","b"]"#);
/// assert_eq!(attributes["token"]["Value"], "AQID");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnsAttribute {
    ty: &'static str,
    value: String,
}

impl SnsAttribute {
    /// Type `Binary`: the bytes travel as base64.
    pub fn binary(bytes: impl AsRef<[u8]>) -> Self {
        Self { ty: "Binary", value: STANDARD.encode(bytes) }
    }

    /// Type `Number`: the digits travel as text, as they print.
    pub fn number(number: impl Display) -> Self {
        Self { ty: "Number", value: number.to_string() }
    }

    /// Type `String`.
    pub fn string(text: impl Into<String>) -> Self {
        Self { ty: "String", value: text.into() }
    }

    /// Type `String.Array`: the list travels as JSON text.
    pub fn strings<S: Into<String>>(list: impl IntoIterator<Item = S>) -> Self {
        let list: Vec<String> = list.into_iter().map(Into::into).collect();
        Self { ty: "String.Array", value: to_text(&list) }
    }
}

impl From<&str> for SnsAttribute {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for SnsAttribute {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<i64> for SnsAttribute {
    fn from(number: i64) -> Self {
        Self::number(number)
    }
}

impl From<f64> for SnsAttribute {
    fn from(number: f64) -> Self {
        Self::number(number)
    }
}
