//! Items as user types see them; random ones against an encoder.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde_json::{Value, json};

use super::read_item;

const NOTHING: &str = "dynamodb.NewImage";

#[track_caller]
fn read<T: serde::de::DeserializeOwned>(item: &Value) -> T {
    read_item(&item.to_string(), NOTHING).unwrap()
}

#[track_caller]
fn refused<T: serde::de::DeserializeOwned + fmt::Debug>(item: &Value) -> String {
    read_item::<T>(&item.to_string(), NOTHING).unwrap_err().to_string()
}

/// What asks for bytes; `Vec<u8>` asks for a sequence.
#[derive(Debug, PartialEq)]
struct Blob(Vec<u8>);

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BlobVisitor;

        impl Visitor<'_> for BlobVisitor {
            type Value = Blob;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Blob, E> {
                Ok(Blob(bytes))
            }
        }

        deserializer.deserialize_byte_buf(BlobVisitor)
    }
}

#[test]
fn reads_every_type_of_attribute_into_fields() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        id: u32,
        sku: String,
        price: f64,
        paid: bool,
        note: Option<String>,
        gift: Option<String>,
        absent: Option<String>,
        lines: Vec<Line>,
        address: Address,
        tags: BTreeSet<String>,
        primes: Vec<i8>,
        token: Vec<u8>,
        digest: Blob,
        parts: Vec<Blob>,
        empty: (),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Line(String, u64);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Address {
        zip: String,
    }

    let order: Order = read(&json!({
        "id": {"N": "7"},
        "sku": {"S": "A1"},
        "price": {"N": "12.5"},
        "paid": {"BOOL": true},
        "note": {"NULL": true},
        "gift": {"S": "ribbon"},
        "lines": {"L": [{"L": [{"S": "a"}, {"N": "1"}]}]},
        "address": {"M": {"zip": {"S": "1010"}, "new": {"L": [{"M": {}}]}}},
        "tags": {"SS": ["b", "a"]},
        "primes": {"NS": ["2", "-3"]},
        "token": {"B": "AQID"},
        "digest": {"B": "/w=="},
        "parts": {"BS": ["AQ==", ""]},
        "empty": {"NULL": true},
        "more": {"BS": ["AQ=="]},
    }));
    let expected = Order {
        id: 7,
        sku: "A1".into(),
        price: 12.5,
        paid: true,
        note: None,
        gift: Some("ribbon".into()),
        absent: None,
        lines: vec![Line("a".into(), 1)],
        address: Address { zip: "1010".into() },
        tags: BTreeSet::from(["a".into(), "b".into()]),
        primes: vec![2, -3],
        token: vec![1, 2, 3],
        digest: Blob(vec![255]),
        parts: vec![Blob(vec![1]), Blob(vec![])],
        empty: (),
    };
    assert_eq!(order, expected);
}

#[test]
fn reads_enums_as_serde_writes_them() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum State {
        New,
        Paid(u32),
        Sent { to: String, at: u64 },
        Moved(String, String),
        Lost(Option<String>),
    }
    for (attribute, expected) in [
        (json!({"S": "New"}), State::New),
        (json!({"M": {"New": {"NULL": true}}}), State::New),
        (json!({"M": {"Paid": {"N": "5"}}}), State::Paid(5)),
        (
            json!({"M": {"Sent": {"M": {"to": {"S": "x"}, "at": {"N": "9"}}}}}),
            State::Sent { to: "x".into(), at: 9 },
        ),
        (
            json!({"M": {"Moved": {"L": [{"S": "a"}, {"S": "b"}]}}}),
            State::Moved("a".into(), "b".into()),
        ),
        (json!({"M": {"Lost": {"NULL": true}}}), State::Lost(None)),
    ] {
        let item: HashMap<String, State> = read(&json!({"state": attribute}));
        assert_eq!(item["state"], expected);
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Entity {
        User { id: u64 },
        Team { members: Vec<String> },
    }
    assert_eq!(
        read::<Entity>(&json!({"kind": {"S": "user"}, "id": {"N": "1"}})),
        Entity::User { id: 1 }
    );
    assert_eq!(
        read::<Entity>(&json!({"kind": {"S": "team"}, "members": {"SS": ["a"]}})),
        Entity::Team { members: vec!["a".into()] }
    );
}

#[test]
fn reads_newtypes_and_nested_options_as_what_they_hold() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Id(u64);
    type Item = HashMap<String, Option<Option<Id>>>;
    let item: Item = read(&json!({"a": {"N": "1"}, "b": {"NULL": true}}));
    assert_eq!(item["a"], Some(Some(Id(1))));
    assert_eq!(item["b"], None);
    let set: HashMap<String, Vec<Option<Id>>> = read(&json!({"ids": {"NS": ["1", "2"]}}));
    assert_eq!(set["ids"], [Some(Id(1)), Some(Id(2))]);
}

#[test]
fn keeps_every_digit_where_the_type_can_hold_it() {
    const DIGITS: &str = "12345678901234567890123456789012345678";
    #[derive(Deserialize)]
    struct Wide {
        text: String,
        signed: i128,
        unsigned: u128,
        fraction: String,
        rounded: f64,
        narrow: f32,
        any: Value,
    }
    let fraction = "0.12345678901234567890123456789012345678";
    let wide: Wide = read(&json!({
        "text": {"N": DIGITS}, "signed": {"N": format!("-{DIGITS}")}, "unsigned": {"N": DIGITS},
        "fraction": {"N": fraction}, "rounded": {"N": fraction}, "narrow": {"N": "0.1"},
        "any": {"L": [{"N": DIGITS}, {"N": fraction}, {"N": "0.1"}, {"N": "-1E+2"}, {"N": "1E+30"},
            {"N": u64::MAX.to_string()}, {"N": i64::MIN.to_string()}]},
    }));
    assert_eq!(wide.text, DIGITS);
    assert_eq!(wide.signed.to_string(), format!("-{DIGITS}"));
    assert_eq!(wide.unsigned.to_string(), DIGITS);
    assert_eq!(wide.fraction, fraction);
    assert_eq!(wide.rounded, 0.123_456_789_012_345_68);
    assert_eq!(wide.narrow, 0.1);
    assert_eq!(wide.any, json!([DIGITS, fraction, 0.1, -100, 1e30, u64::MAX, i64::MIN]));
}

#[test]
fn refuses_numbers_that_do_not_fit() {
    let refusal = |number: &str, kind: &str| {
        let item = json!({"n": {"N": number}});
        match kind {
            "u8" => refused::<HashMap<String, u8>>(&item),
            "i64" => refused::<HashMap<String, i64>>(&item),
            "u128" => refused::<HashMap<String, u128>>(&item),
            "i128" => refused::<HashMap<String, i128>>(&item),
            "f32" => refused::<HashMap<String, f32>>(&item),
            "f64" => refused::<HashMap<String, f64>>(&item),
            "a boolean" => refused::<HashMap<String, bool>>(&item),
            kind => panic!("no test for {kind}"),
        }
    };
    for (number, kind) in [
        ("256", "u8"),
        ("-1", "u8"),
        ("1.5", "u8"),
        ("0.12345678901234567890123456789", "u8"),
        ("x", "u8"),
        ("12345678901234567890123", "i64"),
        ("-1", "u128"),
        ("1E+40", "u128"),
        ("0.5", "i128"),
        ("1E+100", "f32"),
        ("NaN", "f64"),
        ("inf", "f64"),
        ("1E+400", "f64"),
        ("1", "a boolean"),
    ] {
        let expected = format!("event `dynamodb.NewImage.n`: expected {kind}");
        assert_eq!(refusal(number, kind), expected, "{number}");
    }
    assert_eq!(
        refused::<HashMap<String, Value>>(&json!({"n": {"N": "NaN"}})),
        "event `dynamodb.NewImage.n`: expected any valid JSON value"
    );
}

#[test]
fn gives_base64_and_digits_to_what_takes_anything() {
    #[derive(Deserialize)]
    struct Open {
        id: u32,
        #[serde(flatten)]
        rest: HashMap<String, Value>,
    }
    let open: Open = read(&json!({
        "id": {"N": "1"}, "blob": {"B": "AQID"}, "set": {"BS": ["AQ=="]}, "text": {"S": "x"},
        "map": {"M": {"none": {"NULL": true}, "yes": {"BOOL": true}}},
    }));
    assert_eq!(open.id, 1);
    assert_eq!(open.rest["blob"], "AQID");
    assert_eq!(open.rest["set"], json!(["AQ=="]));
    assert_eq!(open.rest["text"], "x");
    assert_eq!(open.rest["map"], json!({"none": null, "yes": true}));
}

#[test]
fn takes_texts_written_with_escapes() {
    type Item = HashMap<String, (String, String, Vec<u8>)>;
    let json = r#"{"a\u0062": {"L": [{"S": "\u0022\n"}, {"\u004e": "\u0031"}, {"B": "\/\/8="}]}}"#;
    let item: Item = read_item(json, NOTHING).unwrap();
    assert_eq!(item["ab"], ("\"\n".into(), "1".into(), vec![255, 255]));
}

#[test]
fn says_where_an_item_is_not_as_the_type_wants_it() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Order {
        lines: Vec<Line>,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Line {
        count: u32,
    }
    let line = |count: Value| json!({"lines": {"L": [{"M": {"count": count}}]}});
    for (item, expected) in [
        (json!({}), "event `dynamodb.NewImage`: missing field `lines`"),
        (line(json!({"S": "secret"})), "event `dynamodb.NewImage.lines[0].count`: expected u32"),
        (line(json!({"NULL": true})), "event `dynamodb.NewImage.lines[0].count`: expected u32"),
        (
            line(json!(5)),
            "event `dynamodb.NewImage.lines[0].count`: expected a value in DynamoDB's JSON",
        ),
        (
            line(json!({})),
            "event `dynamodb.NewImage.lines[0].count`: wrong length, expected one type with its \
             value",
        ),
        (
            line(json!({"N": "1", "S": "1"})),
            "event `dynamodb.NewImage.lines[0].count`: wrong length, expected one type with its \
             value",
        ),
        (
            line(json!({"X": "1"})),
            "event `dynamodb.NewImage.lines[0].count`: expected one of `B`, `BOOL`, `BS`, `L`, \
             `M`, `N`, `NS`, `NULL`, `S`, `SS`",
        ),
    ] {
        assert_eq!(refused::<Order>(&item), expected, "{item}");
    }
    let blob = json!({"b": {"B": "?"}});
    let expected = "event `dynamodb.NewImage.b`: expected base64";
    assert_eq!(refused::<HashMap<String, Vec<u8>>>(&blob), expected);
    assert_eq!(refused::<HashMap<String, Blob>>(&blob), expected);
}

/// A value of an attribute in all that DynamoDB knows.
#[derive(Clone, Debug)]
enum Model {
    Binary(Vec<u8>),
    BinarySet(Vec<Vec<u8>>),
    Bool(bool),
    Double(f64),
    Integer(i64),
    List(Vec<Model>),
    Map(BTreeMap<String, Model>),
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
