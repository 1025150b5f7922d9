//! Items in DynamoDB's JSON.

use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::event::to_value;

/// An item of a table: its attributes, each with its DynamoDB type.
///
/// Texts are `S`, numbers `N`, booleans `BOOL`, nothing is `NULL`, lists are `L` and what has
/// members is `M`. What JSON has no word for, binary values and sets, is added by name.
/// (Amazon DynamoDB API reference, "AttributeValue".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{DynamoDbEvent, DynamoDbItem};
///
/// let item = DynamoDbItem::new(&json!({"id": 7, "tags": ["a", null]}))
///     .binary("token", [1, 2, 3])
///     .string_set("roles", ["admin", "user"]);
/// let event = DynamoDbEvent::new("users").insert(item).build();
/// assert_eq!(
///     event["Records"][0]["dynamodb"]["NewImage"],
///     json!({
///         "id": {"N": "7"},
///         "tags": {"L": [{"S": "a"}, {"NULL": true}]},
///         "token": {"B": "AQID"},
///         "roles": {"SS": ["admin", "user"]},
///     })
/// );
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct DynamoDbItem {
    attributes: Map<String, Value>,
}

impl DynamoDbItem {
    /// The attributes that `value` has as JSON.
    ///
    /// # Panics
    /// If the JSON form of `value` is not an object.
    #[track_caller]
    pub fn new(value: &(impl Serialize + ?Sized)) -> Self {
        match to_value(value) {
            Value::Object(members) => Self { attributes: typed_members(members) },
            other => panic!("an item of DynamoDB has attributes, and {other} has none"),
        }
    }

    /// Adds an attribute of any type that JSON has.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn attribute(self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        let value = typed(to_value(value));
        self.typed_attribute(name, value)
    }

    /// Adds a binary attribute.
    pub fn binary(self, name: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        self.typed_attribute(name, json!({"B": STANDARD.encode(bytes)}))
    }

    /// Adds a set of texts.
    pub fn string_set<S: Into<String>>(
        self,
        name: impl Into<String>,
        texts: impl IntoIterator<Item = S>,
    ) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        self.typed_attribute(name, json!({"SS": texts}))
    }

    /// Adds a set of numbers, as they print.
    pub fn number_set<N: Display>(
        self,
        name: impl Into<String>,
        numbers: impl IntoIterator<Item = N>,
    ) -> Self {
        let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
        self.typed_attribute(name, json!({"NS": numbers}))
    }

    /// Adds a set of binary values.
    pub fn binary_set<B: AsRef<[u8]>>(
        self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = B>,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(|bytes| STANDARD.encode(bytes)).collect();
        self.typed_attribute(name, json!({"BS": values}))
    }

    /// The attributes in DynamoDB's JSON.
    pub(super) fn attributes(&self) -> &Map<String, Value> {
        &self.attributes
    }

    fn typed_attribute(mut self, name: impl Into<String>, value: Value) -> Self {
        self.attributes.insert(name.into(), value);
        self
    }
}

impl<T: Serialize + ?Sized> From<&T> for DynamoDbItem {
    /// The attributes that `value` has as JSON.
    ///
    /// # Panics
    /// If the JSON form of `value` is not an object.
    #[track_caller]
    fn from(value: &T) -> Self {
        Self::new(value)
    }
}

fn typed(value: Value) -> Value {
    match value {
        Value::Null => json!({"NULL": true}),
        Value::Bool(flag) => json!({"BOOL": flag}),
        Value::Number(number) => json!({"N": digits(&number)}),
        Value::String(text) => json!({"S": text}),
        Value::Array(elements) => {
            json!({"L": elements.into_iter().map(typed).collect::<Vec<_>>()})
        }
        Value::Object(members) => json!({"M": typed_members(members)}),
    }
}

fn typed_members(members: Map<String, Value>) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name, typed(value))).collect()
}

/// The number without an exponent or a zero at the end, as DynamoDB stores it.
fn digits(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}
