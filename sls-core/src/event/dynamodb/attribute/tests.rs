//! Items as user types see them.

mod random;

use std::collections::{BTreeSet, HashMap};
use std::fmt;

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

#[test]
fn refuses_items_that_are_nested_too_deeply() {
    let levels = 10_000;
    let deep =
        format!(r#"{{"a":{}{{"NULL":true}}{}}}"#, r#"{"L":["#.repeat(levels), "]}".repeat(levels));
    assert!(read_item::<Value>(&deep, NOTHING).is_err());
}
