//! Hashes of JSON values that do not depend on how the values were written.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256 (FIPS 180-4) of a value, as 43 letters of URL-safe base64.
///
/// The order of an object's members and white space make no difference.
pub(super) fn hash(value: &Value) -> String {
    // Maps of text to values always serialise.
    let text = serde_json::to_vec(&Sorted(value)).unwrap_or_default();
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(Sha256::digest(text))
}

/// A value whose objects are written with their members in order.
///
/// They are so by default, unless any crate of the program turns on `preserve_order` of serde_json.
struct Sorted<'a>(&'a Value);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted)),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_unstable_by_key(|(name, _)| *name);
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, &Sorted(value))?;
                }
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn is_sha_256_of_the_text() {
        // As `printf '"abc"' | sha256sum` says.
        assert_eq!(hash(&json!("abc")), "bMQ_hY-7djMBY3ta-XDipGtG9GHyfloPQeAJxZuCeyU");
    }

    #[test]
    fn the_order_of_members_makes_no_difference() {
        let one: Value = serde_json::from_str(r#"{"a": [1, {"x": 1, "y": 2}], "b": 2}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"b":2,"a":[1,{"y":2,"x":1}]}"#).unwrap();
        assert_eq!(hash(&one), hash(&other));
    }

    #[test]
    fn different_values_have_different_hashes() {
        let values = [
            json!(null),
            json!(false),
            json!(0),
            json!(0.5),
            json!("0"),
            json!(""),
            json!([]),
            json!({}),
            json!(["a", "b"]),
            json!(["ab"]),
            json!(["a,b"]),
            json!([["a"], "b"]),
            json!({"a": "b"}),
            json!({"a": null}),
            json!("null"),
            json!([null]),
            json!([1, 2]),
            json!([2, 1]),
        ];
        let hashes: HashMap<_, _> = values.iter().map(|value| (hash(value), value)).collect();
        assert_eq!(hashes.len(), values.len());
    }
}
