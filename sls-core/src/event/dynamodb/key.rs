//! Which records are about the same item.

use std::collections::BTreeMap;

use serde_json::Value;

/// A text that is the same for every record of an item, however its key is written.
///
/// `None` if these are no keys.
pub(super) fn canonical(keys: &str) -> Option<String> {
    let attributes: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_str(keys).ok()?;
    serde_json::to_string(&attributes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_the_same_in_any_order_and_spelling() {
        let expected = r#"{"id":{"S":"a/b"},"n":{"N":"1"}}"#;
        for keys in [
            expected,
            r#"{"n":{"N":"1"},"id":{"S":"a/b"}}"#,
            r#"{ "id": {"S": "a\/b"}, "n" : {"\u004e":"1"} }"#,
        ] {
            assert_eq!(canonical(keys).as_deref(), Some(expected), "{keys}");
        }
    }

    #[test]
    fn tells_types_and_attributes_apart() {
        let keys = [r#"{"id":{"S":"1"}}"#, r#"{"id":{"N":"1"}}"#, r#"{"a":{"S":"1"}}"#, "{}"]
            .map(canonical);
        for (position, one) in keys.iter().enumerate() {
            assert!(one.is_some());
            assert!(!keys[..position].contains(one));
        }
    }

    #[test]
    fn is_nothing_where_there_are_no_keys() {
        for keys in ["", "null", "7", r#"{"id":"1"}"#, r#"{"id":"#] {
            assert_eq!(canonical(keys), None);
        }
    }

    proptest! {
        #[test]
        fn differs_for_different_items(one: (String, String), other: (String, String)) {
            let keys = |(id, at): &(String, String)| {
                canonical(&serde_json::json!({"id": {"S": id}, "at": {"B": at}}).to_string())
            };
            prop_assert_eq!(keys(&one) == keys(&other), one == other);
        }
    }
}
