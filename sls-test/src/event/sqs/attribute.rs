//! Attributes of a message, and the digest that SQS makes of them.

use std::collections::BTreeMap;
use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::event::digest;
use crate::platform::Attribute;

/// The value of a message attribute, in one of the three types that SQS has.
///
/// (Amazon SQS developer guide, "Amazon SQS message attributes".)
///
/// # Example
/// ```
/// use sls_test::event::{SqsAttribute, SqsEvent, SqsMessage};
///
/// let message = SqsMessage::new("hello")
///     .attribute("kind", "new")
///     .attribute("total", 12.5)
///     .attribute("picture", SqsAttribute::binary([1, 2, 3]).custom_type("png"));
/// let event = SqsEvent::new("orders").message(message).build();
/// let attributes = &event["Records"][0]["messageAttributes"];
/// assert_eq!(attributes["total"]["stringValue"], "12.5");
/// assert_eq!(attributes["picture"]["binaryValue"], "AQID");
/// assert_eq!(attributes["picture"]["dataType"], "Binary.png");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct SqsAttribute {
    data_type: String,
    value: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Binary(Bytes),
    Text(String),
}

impl SqsAttribute {
    /// Type `Binary`: the bytes travel as base64.
    pub fn binary(bytes: impl AsRef<[u8]>) -> Self {
        let bytes = Bytes::copy_from_slice(bytes.as_ref());
        Self { data_type: "Binary".to_owned(), value: Content::Binary(bytes) }
    }

    /// Type `Number`: the digits travel as text, as they print.
    pub fn number(number: impl Display) -> Self {
        Self { data_type: "Number".to_owned(), value: Content::Text(number.to_string()) }
    }

    /// Type `String`.
    pub fn string(text: impl Into<String>) -> Self {
        Self { data_type: "String".to_owned(), value: Content::Text(text.into()) }
    }

    /// Default: none. A label behind the type, such as `int` for `Number.int`.
    pub fn custom_type(mut self, label: &str) -> Self {
        self.data_type.push('.');
        self.data_type.push_str(label);
        self
    }

    /// What was sent to a queue; binary values that are no base64 are kept as text.
    pub(crate) fn of(attribute: &Attribute) -> Self {
        let Attribute { data_type, value } = attribute;
        let bytes = data_type.starts_with("Binary").then(|| STANDARD.decode(value).ok()).flatten();
        let value = match bytes {
            Some(bytes) => Content::Binary(bytes.into()),
            None => Content::Text(value.clone()),
        };
        Self { data_type: data_type.clone(), value }
    }

    pub(super) fn build(&self) -> Value {
        // SQS reserves the lists and has no attributes that would fill them.
        let mut attribute = json!({
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": self.data_type,
        });
        match &self.value {
            Content::Binary(bytes) => attribute["binaryValue"] = STANDARD.encode(bytes).into(),
            Content::Text(text) => attribute["stringValue"] = text.as_str().into(),
        }
        attribute
    }
}

impl From<&str> for SqsAttribute {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for SqsAttribute {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<i64> for SqsAttribute {
    fn from(number: i64) -> Self {
        Self::number(number)
    }
}

impl From<f64> for SqsAttribute {
    fn from(number: f64) -> Self {
        Self::number(number)
    }
}

/// The digest of all attributes, in the order of their names.
///
/// Each is its name, its type, the kind of its value and its value, in front of the texts their
/// length as four bytes. (Amazon SQS developer guide, "Calculating the MD5 message digest for
/// message attributes".)
pub(super) fn md5(attributes: &BTreeMap<String, SqsAttribute>) -> String {
    let mut encoded = Vec::new();
    for (name, attribute) in attributes {
        put(&mut encoded, name.as_bytes());
        put(&mut encoded, attribute.data_type.as_bytes());
        match &attribute.value {
            Content::Binary(bytes) => {
                encoded.push(2);
                put(&mut encoded, bytes);
            }
            Content::Text(text) => {
                encoded.push(1);
                put(&mut encoded, text.as_bytes());
            }
        }
    }
    digest::hex(digest::md5(&encoded))
}

fn put(encoded: &mut Vec<u8>, part: &[u8]) {
    // A message is not longer than 1 MiB, so no part of it overflows.
    encoded.extend((part.len() as u32).to_be_bytes());
    encoded.extend(part);
}
