//! What senders attach to messages.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::cow::{Entries, optional};
use crate::event::part;
use crate::event::shared::{share, share_optional};
use crate::extract::{Location, Rejection};

/// A message attribute (Amazon SQS developer guide, "Amazon SQS message metadata").
///
/// # Example
/// ```
/// use sls_core::Error;
/// use sls_core::event::sqs::Message;
///
/// async fn pack(message: Message) -> Result<(), Error> {
///     if let Some(thumbnail) = message.attribute("thumbnail") {
///         println!("{} of {} bytes", thumbnail.kind(), thumbnail.bytes()?.len());
///     }
///     Ok(())
/// }
/// # let _ = sls_core::Handler::new("pack").on(sls_core::event::sqs::Queue::new("q"), pack);
/// ```
#[derive(Clone)]
pub struct Attribute {
    kind: ByteString,
    text: Option<ByteString>,
    /// In base64.
    binary: Option<ByteString>,
}

impl Attribute {
    /// Its data type: `String`, `Number` or `Binary`, or one of the sender's such as `Number.cents`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its value, if that is text or a number.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Its value as bytes, of whatever type it is.
    ///
    /// # Errors
    /// The value is binary and its base64 is broken.
    pub fn bytes(&self) -> Result<Bytes, Rejection> {
        let Some(binary) = &self.binary else {
            return Ok(self.text.as_ref().map(|text| text.as_bytes().clone()).unwrap_or_default());
        };
        base64_simd::STANDARD.decode_to_vec(binary.as_bytes()).map(Bytes::from).map_err(|_| {
            Rejection::new(StatusCode::BAD_REQUEST, Location::Event, "not valid base64")
                .at("messageAttributes")
        })
    }

    /// The attributes of a message, in their order.
    pub(super) fn all(
        raw: &Bytes,
        json: Option<&RawValue>,
    ) -> Result<Vec<(ByteString, Self)>, Rejection> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            #[serde(borrow, default, deserialize_with = "optional")]
            data_type: Option<Cow<'a, str>>,
            #[serde(borrow, default, deserialize_with = "optional")]
            string_value: Option<Cow<'a, str>>,
            #[serde(borrow, default, deserialize_with = "optional")]
            binary_value: Option<Cow<'a, str>>,
        }

        let Some(json) = json else { return Ok(Vec::new()) };
        let Entries(all) = part::read(json.get(), Location::Event, "messageAttributes")?;
        let one = |(name, wire): (Cow<'_, str>, Wire<'_>)| {
            let attribute = Self {
                kind: share_optional(raw, &wire.data_type).unwrap_or_default(),
                text: share_optional(raw, &wire.string_value),
                binary: share_optional(raw, &wire.binary_value),
            };
            (share(raw, &name), attribute)
        };
        Ok(all.into_iter().map(one).collect())
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

    fn all(json: &str) -> Result<Vec<(ByteString, Attribute)>, Rejection> {
        let raw = Bytes::copy_from_slice(json.as_bytes());
        let json: &RawValue = serde_json::from_slice(&raw).unwrap();
        Attribute::all(&raw, Some(json))
    }

    #[test]
    fn has_text_numbers_and_bytes() {
        let all = all(r#"{"n":{"stringValue":"6","stringListValues":[],"binaryListValues":[],
                "dataType":"Number"},
            "b":{"binaryValue":"AQID","stringListValues":[],"dataType":"Binary.png"},
            "s":{"stringValue":"\"a\"","dataType":"String"},
            "broken":{"binaryValue":"?","dataType":"Binary"},
            "empty":{"stringValue":null}}"#)
        .unwrap();
        let names: Vec<_> = all.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["n", "b", "s", "broken", "empty"]);
        let attribute = |at: usize| &all[at].1;
        assert_eq!((attribute(0).kind(), attribute(0).text()), ("Number", Some("6")));
        assert_eq!(attribute(0).bytes().unwrap(), "6");
        assert_eq!((attribute(1).kind(), attribute(1).text()), ("Binary.png", None));
        assert_eq!(attribute(1).bytes().unwrap(), [1, 2, 3][..]);
        assert_eq!(attribute(2).text(), Some(r#""a""#));
        let refused = attribute(3).bytes().unwrap_err();
        assert_eq!(refused.to_string(), "event `messageAttributes`: not valid base64");
        assert_eq!((attribute(4).kind(), attribute(4).text()), ("", None));
        assert_eq!(attribute(4).bytes().unwrap(), "");
        assert_eq!(format!("{:?}", attribute(0)), r#"Attribute { kind: "Number", .. }"#);
    }

    #[test]
    fn says_where_an_attribute_is_of_another_shape() {
        let refused = all(r#"{"n":{"stringValue":6}}"#).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "event `messageAttributes.n.stringValue`: expected a string"
        );
    }
}
