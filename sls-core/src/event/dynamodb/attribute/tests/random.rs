//! Random items against an encoder.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Blob, NOTHING, read};
use crate::event::dynamodb::attribute::read_item;

/// A value of an attribute in all that DynamoDB knows.
#[derive(Clone, Debug)]
enum Model {
    Binary(Vec<u8>),
    BinarySet(Vec<Vec<u8>>),
    Bool(bool),
    Double(f64),
    Integer(i64),
    List(Vec<Self>),
    Map(BTreeMap<String, Self>),
    Natural(u64),
    Null,
    NumberSet(Vec<i64>),
    Text(String),
    TextSet(Vec<String>),
}

fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

impl Model {
    /// In DynamoDB's JSON.
    fn typed(&self) -> Value {
        match self {
            Self::Binary(bytes) => json!({"B": base64(bytes)}),
            Self::BinarySet(set) => {
                json!({"BS": set.iter().map(|bytes| base64(bytes)).collect::<Vec<_>>()})
            }
            Self::Bool(flag) => json!({"BOOL": flag}),
            Self::Double(number) => json!({"N": number.to_string()}),
            Self::Integer(number) => json!({"N": number.to_string()}),
            Self::List(values) => json!({"L": values.iter().map(Self::typed).collect::<Vec<_>>()}),
            Self::Map(members) => json!({"M": typed_members(members)}),
            Self::Natural(number) => json!({"N": number.to_string()}),
            Self::Null => json!({"NULL": true}),
            Self::NumberSet(set) => {
                json!({"NS": set.iter().map(ToString::to_string).collect::<Vec<_>>()})
            }
            Self::Text(text) => json!({"S": text}),
            Self::TextSet(set) => json!({"SS": set}),
        }
    }

    /// In JSON alone.
    fn plain(&self) -> Value {
        match self {
            Self::Binary(bytes) => base64(bytes).into(),
            Self::BinarySet(set) => set.iter().map(|bytes| base64(bytes)).collect(),
            Self::Bool(flag) => (*flag).into(),
            // DynamoDB does not tell 1.0 from 1.
            Self::Double(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                (*number as i64).into()
            }
            Self::Double(number) => (*number).into(),
            Self::Integer(number) => (*number).into(),
            Self::List(values) => values.iter().map(Self::plain).collect(),
            Self::Map(members) => {
                members.iter().map(|(name, value)| (name.clone(), value.plain())).collect()
            }
            Self::Natural(number) => (*number).into(),
            Self::Null => Value::Null,
            Self::NumberSet(set) => set.clone().into(),
            Self::Text(text) => text.clone().into(),
            Self::TextSet(set) => set.clone().into(),
        }
    }
}

fn typed_members(members: &BTreeMap<String, Model>) -> Value {
    members.iter().map(|(name, value)| (name.clone(), value.typed())).collect()
}

fn models() -> impl Strategy<Value = Model> {
    let leaf = prop_oneof![
        any::<Vec<u8>>().prop_map(Model::Binary),
        any::<Vec<Vec<u8>>>().prop_map(Model::BinarySet),
        any::<bool>().prop_map(Model::Bool),
        (-1e12..1e12).prop_map(Model::Double),
        any::<i64>().prop_map(Model::Integer),
        any::<u64>().prop_map(Model::Natural),
        Just(Model::Null),
        any::<Vec<i64>>().prop_map(Model::NumberSet),
        any::<String>().prop_map(Model::Text),
        any::<Vec<String>>().prop_map(Model::TextSet),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Model::List),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Model::Map),
        ]
    })
}

proptest! {
    #[test]
    fn decodes_every_item_back(
        item in prop::collection::btree_map(any::<String>(), models(), 0..6),
    ) {
        let plain: Value =
            item.iter().map(|(name, value)| (name.clone(), value.plain())).collect();
        prop_assert_eq!(read::<Value>(&typed_members(&item)), plain);
    }

    #[test]
    fn decodes_all_bytes_and_doubles_back(bytes: Vec<u8>, double: f64, float: f32) {
        prop_assume!(double.is_finite() && float.is_finite());
        let item = json!({
            "bytes": {"B": base64(&bytes)}, "blob": {"B": base64(&bytes)},
            "double": {"N": double.to_string()}, "float": {"N": float.to_string()},
        });
        #[derive(Deserialize)]
        struct Item {
            bytes: Vec<u8>,
            blob: Blob,
            double: f64,
            float: f32,
        }
        let item: Item = read(&item);
        prop_assert_eq!(&item.bytes, &bytes);
        prop_assert_eq!(item.blob, Blob(bytes));
        prop_assert_eq!(item.double, double);
        prop_assert_eq!(item.float, float);
    }

    #[test]
    fn keeps_every_integer_of_38_digits(digits in "-?[1-9][0-9]{0,37}") {
        let item = json!({"n": {"N": digits}});
        prop_assert_eq!(&read::<HashMap<String, String>>(&item)["n"], &digits);
        prop_assert_eq!(read::<HashMap<String, i128>>(&item)["n"].to_string(), digits);
    }

    #[test]
    fn never_panics_on_any_text(text: String) {
        let _ = read_item::<Value>(&text, NOTHING);
        let quoted = json!({"a": {"N": text}, "b": {"B": text}}).to_string();
        let _ = read_item::<Value>(&quoted, NOTHING);
        let _ = read_item::<HashMap<String, Vec<u8>>>(&quoted, NOTHING);
    }
}
