//! A change of an item as an argument.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::event::dynamodb::attribute::read_item;
use crate::event::dynamodb::{ChangeKind, wire};
use crate::event::shared::share;
use crate::extract::{FromInput, Input, Location, Rejection};

/// A change of an item of a DynamoDB table, the item being a `T`.
///
/// Which images there are is up to the stream: its view type decides, and what did not exist before
/// or does not exist any more has none (Amazon DynamoDB API reference, "StreamRecord").
/// A stream of keys alone has no images at all. An image that is no `T` fails the record.
///
/// `T` derives `Deserialize`. Attributes have the forms that JSON would give them; a number also
/// fits a `String` or an `i128`, with all of its 38 digits, and a binary value whatever takes bytes.
/// Where the type takes anything, such as `serde_json::Value` or behind `#[serde(flatten)]`, binary
/// values are base64 and numbers that fit no JSON number are text.
///
/// # Example
/// ```
/// use serde::Deserialize;
/// use sls_core::event::dynamodb::{Change, Table};
/// use sls_core::{App, Error, Handler};
///
/// #[derive(Deserialize)]
/// struct Order {
///     sku: String,
///     quantity: u32,
/// }
///
/// #[derive(Deserialize)]
/// struct OrderKey {
///     id: String,
/// }
///
/// async fn index(change: Change<Order>) -> Result<(), Error> {
///     let OrderKey { id } = change.keys()?;
///     match change.new {
///         Some(order) => println!("{id}: {} × {}", order.quantity, order.sku),
///         None => println!("{id} is gone"),
///     }
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("index").on(Table::new("orders"), index));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Change<T> {
    /// What happened to the item.
    pub kind: ChangeKind,
    /// The item after the change, if it exists and the stream has it.
    pub new: Option<T>,
    /// The item before the change, if it existed and the stream has it.
    pub old: Option<T>,
    keys: Option<ByteString>,
}

impl<T> Change<T> {
    /// The attributes that are the item's key.
    ///
    /// # Errors
    /// They are no `K`, or the record has none.
    pub fn keys<K: DeserializeOwned>(&self) -> Result<K, Rejection> {
        let keys = self.keys.as_deref().ok_or_else(|| {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Rejection::new(status, Location::Event, Rejection::MISSING).at("dynamodb.Keys")
        })?;
        read_item(keys, "dynamodb.Keys")
    }
}

/// Without the item, which may be confidential.
impl<T> fmt::Debug for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromInput for Change<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let Images { kind, keys, new, old } =
            input.demand("a change of an Amazon DynamoDB table")?;
        let new = new.map(|image| read_item(&image, "dynamodb.NewImage"));
        let old = old.map(|image| read_item(&image, "dynamodb.OldImage"));
        Ok(Self { kind, new: new.transpose()?, old: old.transpose()?, keys })
    }
}

/// The same before the type of the item is known.
pub(super) struct Images {
    kind: ChangeKind,
    keys: Option<ByteString>,
    new: Option<ByteString>,
    old: Option<ByteString>,
}

impl Images {
    pub(super) fn shared(raw: &Bytes, record: &wire::Record<'_>) -> Result<Self, Rejection> {
        let parts = record.dynamodb.parts()?;
        let shared = |part: Option<&RawValue>| Some(share(raw, &Cow::Borrowed(part?.get())));
        Ok(Self {
            kind: ChangeKind::of(record)?,
            keys: shared(parts.keys),
            new: shared(parts.new_image),
            old: shared(parts.old_image),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;
    use serde_json::Value;

    use super::*;
    use crate::event::Source;
    use crate::event::dynamodb::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        sku: String,
    }

    fn change<T: DeserializeOwned + Send>(fields: &str) -> Result<Change<T>, Rejection> {
        let event = Bytes::from(format!(r#"{{"Records":[{{{fields}}}]}}"#));
        let decoded = wire::decode(std::str::from_utf8(&event).unwrap()).unwrap();
        let record = &decoded.records[0];
        extract(Source::DynamoDb, &Unit { raw: &event, stream_arn: None, record, tumbling: None })
    }

    #[test]
    fn has_the_images_that_the_stream_has() {
        let new = r#""NewImage":{"id":{"N":"1"},"sku":{"S":"A2"}}"#;
        let old = r#""OldImage":{"id":{"N":"1"},"sku":{"S":"A1"}}"#;
        let order = |sku: &str| Some(Order { sku: sku.to_owned() });
        for (name, kind, images, expected) in [
            ("INSERT", ChangeKind::Insert, new.to_owned(), (order("A2"), None)),
            ("MODIFY", ChangeKind::Modify, format!("{new},{old}"), (order("A2"), order("A1"))),
            ("REMOVE", ChangeKind::Remove, old.to_owned(), (None, order("A1"))),
            ("MODIFY", ChangeKind::Modify, r#""NewImage":null"#.to_owned(), (None, None)),
        ] {
            let fields = format!(
                r#""eventName":"{name}","dynamodb":{{"Keys":{{"id":{{"N":"1"}}}},{images}}}"#
            );
            let change = change::<Order>(&fields).unwrap();
            assert_eq!(change.kind, kind);
            assert!(!format!("{change:?}").contains("A1"));
            assert_eq!(change.keys::<HashMap<String, u8>>().unwrap()["id"], 1);
            assert_eq!((change.new, change.old), expected);
        }
    }

    #[test]
    fn says_what_of_it_is_not_as_wanted() {
        let refusal = |dynamodb: &str| {
            let fields = format!(r#""eventName":"MODIFY","dynamodb":{dynamodb}"#);
            change::<Order>(&fields).unwrap_err().to_string()
        };
        assert_eq!(
            refusal(r#"{"OldImage":{"sku":{"N":"1"}},"NewImage":{"sku":{"BOOL":true}}}"#),
            "event `dynamodb.NewImage.sku`: expected a string"
        );
        assert_eq!(refusal(r#"{"OldImage":{}}"#), "event `dynamodb.OldImage`: missing field `sku`");
        assert_eq!(refusal("7"), "event `dynamodb`: expected a change of an item");
    }

    #[test]
    fn may_lack_its_keys_as_long_as_nobody_asks() {
        let change = change::<Value>(r#""eventName":"REMOVE","dynamodb":{}"#).unwrap();
        let refused = change.keys::<Value>().unwrap_err();
        assert_eq!(refused.to_string(), "event `dynamodb.Keys`: missing");
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Change<Value>>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not a change of an Amazon DynamoDB table");
    }
}
