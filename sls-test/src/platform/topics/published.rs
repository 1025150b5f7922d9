//! A message that was published, as its receivers get it.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Subscription;
use crate::event::{Origin, SnsEvent, iso_millis, to_bytes, to_text};
use crate::platform::parcel::{Attribute, Message};

#[derive(Debug)]
pub(super) struct Published {
    pub(super) id: String,
    pub(super) topic: String,
    pub(super) at: SystemTime,
    pub(super) message: Message,
    /// The texts by protocol of a message with the structure `json`.
    pub(super) texts: Option<BTreeMap<String, String>>,
    /// Of FIFO topics.
    pub(super) sequence_number: Option<String>,
}

/// What queues receive, with the members in AWS's order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<'a> {
    r#type: &'static str,
    message_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_number: Option<&'a str>,
    topic_arn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    message: &'a str,
    timestamp: String,
    signature_version: &'static str,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: Value,
    #[serde(rename = "UnsubscribeURL")]
    unsubscribe_url: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    message_attributes: BTreeMap<&'a str, Typed<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Typed<'a> {
    r#type: &'a str,
    value: &'a str,
}

impl Published {
    /// The text for receivers of one protocol, `lambda` or `sqs`.
    pub(super) fn text(&self, protocol: &str) -> &str {
        let texts = self.texts.as_ref();
        let text = texts.and_then(|texts| texts.get(protocol).or_else(|| texts.get("default")));
        text.map_or(&*self.message.body, |text| text)
    }

    /// The event of a function.
    pub(super) fn event(&self, subscription: &Subscription, origin: &Origin) -> Bytes {
        let mut event = SnsEvent::new(&self.topic).message(self.text("lambda")).build_in(origin);
        let record = &mut event["Records"][0];
        record["EventSubscriptionArn"] = subscription.arn.as_str().into();
        let notification = &mut record["Sns"];
        notification["MessageId"] = self.id.as_str().into();
        notification["Subject"] = self.message.subject.as_deref().into();
        notification["Timestamp"] = iso_millis(self.at).into();
        notification["UnsubscribeUrl"] = unsubscribe(subscription, origin).into();
        let attributes = self.message.attributes.iter().map(|(name, attribute)| {
            let Attribute { data_type, value } = attribute;
            (name.clone(), serde_json::json!({"Type": data_type, "Value": value}))
        });
        notification["MessageAttributes"] = Value::Object(attributes.collect());
        to_bytes(&event)
    }

    /// The message of a queue, as it is or in an envelope.
    pub(super) fn message(&self, subscription: &Subscription, origin: &Origin) -> Message {
        let mut message = Message::new(self.text("sqs"));
        message.group_id.clone_from(&self.message.group_id);
        message.deduplication_id.clone_from(&self.message.deduplication_id);
        if subscription.settings.raw {
            message.attributes.clone_from(&self.message.attributes);
        } else {
            message.body = self.envelope("sqs", subscription, origin);
        }
        message
    }

    /// The JSON that queues get, also those for what could not be delivered.
    pub(super) fn envelope(
        &self,
        protocol: &str,
        subscription: &Subscription,
        origin: &Origin,
    ) -> String {
        // A function's notification has the same certificate, by another name.
        let mut event = SnsEvent::new(&self.topic).build_in(origin);
        let notification = &mut event["Records"][0]["Sns"];
        let attributes = self.message.attributes.iter();
        let attributes = attributes.map(|(name, Attribute { data_type, value })| {
            (&**name, Typed { r#type: data_type, value })
        });
        to_text(&Envelope {
            r#type: "Notification",
            message_id: &self.id,
            sequence_number: self.sequence_number.as_deref(),
            topic_arn: &self.topic,
            subject: self.message.subject.as_deref(),
            message: self.text(protocol),
            timestamp: iso_millis(self.at),
            signature_version: "1",
            signature: origin.opaque(256),
            signing_cert_url: notification["SigningCertUrl"].take(),
            unsubscribe_url: unsubscribe(subscription, origin),
            message_attributes: attributes.collect(),
        })
    }

    /// What a filter policy looks at in the attributes.
    pub(super) fn filterable(&self) -> Value {
        let value = |attribute: &Attribute| {
            let Attribute { data_type, value } = attribute;
            let json = || serde_json::from_str(value).ok();
            match data_type.split('.').next() {
                Some("String") if data_type == "String.Array" => json(),
                Some("String") => Some(Value::from(value.as_str())),
                Some("Number") => json().filter(Value::is_number),
                _ => None,
            }
        };
        let attributes = self.message.attributes.iter();
        let attributes =
            attributes.filter_map(|(name, attribute)| Some((name.clone(), value(attribute)?)));
        Value::Object(attributes.collect::<Map<_, _>>())
    }
}

fn unsubscribe(subscription: &Subscription, origin: &Origin) -> String {
    let (region, arn) = (&origin.region, &subscription.arn);
    format!("https://sns.{region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={arn}")
}
