//! Patterns against events.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::wildcard::Wildcard;
use super::{Filters, Pattern};

#[track_caller]
fn check(pattern: Value, event: Value, expected: bool) {
    let parsed = Pattern::parse(&pattern.to_string()).expect("a pattern");
    assert_eq!(parsed.matches(&event), expected, "{pattern} and {event}");
}

#[track_caller]
fn refused(pattern: &str, expected: &str) {
    let error = Filters::parse(&[pattern]).expect_err("no pattern").to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn compares_values_exactly() {
    check(json!({"a": ["x", 1]}), json!({"a": "x"}), true);
    check(json!({"a": ["x", 1]}), json!({"a": 1, "b": 2}), true);
    check(json!({"a": ["x", 1]}), json!({"a": "1"}), false);
    check(json!({"a": [null]}), json!({"a": null}), true);
    check(json!({"a": [null]}), json!({}), false);
    check(json!({"a": [""]}), json!({"a": ""}), true);
    check(json!({"a": [true]}), json!({"a": true}), true);
    check(json!({"a": [300]}), json!({"a": 3.0e2}), false);
}

#[test]
fn wants_every_field_and_one_value_of_each() {
    check(json!({"a": [1], "b": [2, 3]}), json!({"a": 1, "b": 3}), true);
    check(json!({"a": [1], "b": [2, 3]}), json!({"a": 1, "b": 4}), false);
    check(json!({"a": [1], "b": [2, 3]}), json!({"b": 3}), false);
    check(json!({"a": {"b": [1]}}), json!({"a": {"b": 1}}), true);
    check(json!({"a": {"b": [1]}}), json!({"a": 1}), false);
    check(json!({}), json!({"a": 1}), true);
}

#[test]
fn takes_any_element_of_a_list() {
    check(json!({"a": [2]}), json!({"a": [1, 2]}), true);
    check(json!({"a": [3]}), json!({"a": [1, 2]}), false);
    check(json!({"a": {"b": [1], "c": [2]}}), json!({"a": [{"b": 1, "c": 2}, {}]}), true);
    check(json!({"a": {"b": [1], "c": [2]}}), json!({"a": [{"b": 1}, {"c": 2}]}), false);
}

#[test]
fn compares_the_beginning_and_the_end_of_texts() {
    check(json!({"a": [{"prefix": "re"}]}), json!({"a": "red"}), true);
    check(json!({"a": [{"prefix": "re"}]}), json!({"a": "Red"}), false);
    check(json!({"a": [{"prefix": {"equals-ignore-case": "RE"}}]}), json!({"a": "red"}), true);
    check(json!({"a": [{"suffix": ".png"}]}), json!({"a": "x.png"}), true);
    check(json!({"a": [{"suffix": ".png"}]}), json!({"a": "x.PNG"}), false);
    check(json!({"a": [{"suffix": {"equals-ignore-case": ".png"}}]}), json!({"a": "x.PNG"}), true);
    check(json!({"a": [{"equals-ignore-case": "Alice"}]}), json!({"a": "ALICE"}), true);
    check(json!({"a": [{"prefix": "1"}]}), json!({"a": 12}), false);
}

#[test]
fn takes_anything_but_what_is_named_if_it_is_there() {
    check(json!({"a": [{"anything-but": "x"}]}), json!({"a": "y"}), true);
    check(json!({"a": [{"anything-but": "x"}]}), json!({"a": "x"}), false);
    check(json!({"a": [{"anything-but": "x"}]}), json!({"a": null}), true);
    check(json!({"a": [{"anything-but": "x"}]}), json!({}), false);
    check(json!({"a": [{"anything-but": ["x", 1]}]}), json!({"a": 1}), false);
    check(json!({"a": [{"anything-but": {"prefix": "x"}}]}), json!({"a": "xy"}), false);
    check(json!({"a": [{"anything-but": {"suffix": ["x", "y"]}}]}), json!({"a": "ay"}), false);
    check(json!({"a": [{"anything-but": {"wildcard": "*/lib/*"}}]}), json!({"a": "/lib/x"}), false);
    check(json!({"a": [{"anything-but": {"equals-ignore-case": "x"}}]}), json!({"a": "X"}), false);
    check(json!({"a": [{"anything-but": ["x"]}]}), json!({"a": ["x", "y"]}), true);
}

#[test]
fn compares_numbers_and_ignores_texts() {
    check(json!({"a": [{"numeric": ["=", 300]}]}), json!({"a": 3.0e2}), true);
    check(json!({"a": [{"numeric": [">", 0, "<=", 5]}]}), json!({"a": 5}), true);
    check(json!({"a": [{"numeric": [">", 0, "<=", 5]}]}), json!({"a": 0}), false);
    check(json!({"a": [{"numeric": [">=", 0, "<", 5]}]}), json!({"a": 0}), true);
    check(json!({"a": [{"numeric": ["<", 5]}]}), json!({"a": "3"}), false);
}

#[test]
fn looks_for_leaves_when_asked_whether_something_exists() {
    check(json!({"a": [{"exists": true}]}), json!({"a": null}), true);
    check(json!({"a": [{"exists": true}]}), json!({"a": {"b": 1}}), false);
    check(json!({"a": [{"exists": false}]}), json!({"a": {"b": 1}}), true);
    check(json!({"a": [{"exists": false}]}), json!({"a": 1}), false);
    check(json!({"a": {"b": [{"exists": false}]}}), json!({}), true);
    check(json!({"a": [{"exists": false}, "x"]}), json!({"a": "x"}), true);
}

#[test]
fn knows_networks_of_both_families() {
    check(json!({"a": [{"cidr": "10.0.0.0/24"}]}), json!({"a": "10.0.0.255"}), true);
    check(json!({"a": [{"cidr": "10.0.0.0/24"}]}), json!({"a": "10.0.1.0"}), false);
    check(json!({"a": [{"cidr": "0.0.0.0/0"}]}), json!({"a": "10.0.1.0"}), true);
    check(json!({"a": [{"cidr": "2001:db8::/32"}]}), json!({"a": "2001:db8::1"}), true);
    check(json!({"a": [{"cidr": "2001:db8::/32"}]}), json!({"a": "10.0.0.1"}), false);
}

#[test]
fn takes_one_of_several_patterns() {
    let pattern = json!({"a": [1], "$or": [{"b": [1]}, {"c": {"d": [2]}}]});
    check(pattern.clone(), json!({"a": 1, "b": 1}), true);
    check(pattern.clone(), json!({"a": 1, "c": {"d": 2}}), true);
    check(pattern.clone(), json!({"a": 1}), false);
    check(pattern, json!({"b": 1}), false);
    let filters = Filters::parse(&[r#"{"a":[1]}"#, r#"{"b":[1]}"#]).expect("patterns");
    assert!(filters.matches(&json!({"b": 1})) && !filters.matches(&json!({"b": 2})));
    assert!(Filters::default().matches(&json!({})));
}

#[test]
fn says_what_is_wrong_with_a_pattern() {
    refused("a", "a pattern is JSON");
    refused("[1]", "a pattern is an object, not [1]");
    refused(r#"{"a":{"b":"x"}}"#, r#"a.b: a list or an object is expected, not "x""#);
    refused(r#"{"a":[]}"#, "a: the list is empty");
    refused(r#"{"a":[[1]]}"#, "a: a list stands in a list");
    refused(r#"{"a":[{"starts":"x"}]}"#, "a.starts: no operator; there are: prefix");
    refused(r#"{"a":[{"prefix":"x","suffix":"y"}]}"#, "a: one operator is expected");
    refused(r#"{"a":[{"exists":"x"}]}"#, r#"a.exists: a bool is expected, not "x""#);
    refused(r#"{"a":[{"numeric":["~",1]}]}"#, "a.numeric: a list like");
    refused(r#"{"a":[{"cidr":"10.0.0.0/33"}]}"#, "is none");
    refused(r#"{"a":[{"wildcard":"a**"}]}"#, "two stars in a row");
    refused(r#"{"a":[{"wildcard":"a\\x"}]}"#, "after \\ only");
    refused(r#"{"$or":[{"a":[1]}]}"#, "two or more");
}

/// The same by trying every length for each star.
fn matches(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(('*', after)), _) => (0..=text.len()).any(|skipped| matches(after, &text[skipped..])),
        (Some((one, after)), Some((other, rest))) => one == other && matches(after, rest),
        (Some(_), None) => false,
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..3_i64).prop_map(Value::from),
        "[ab]{0,3}".prop_map(Value::from),
    ]
}

proptest! {
    #[test]
    fn matches_stars_like_a_search_over_all_lengths(pattern in "[ab*]{0,8}", text in "[ab]{0,8}") {
        let (stars, letters): (Vec<_>, Vec<_>) = (pattern.chars().collect(), text.chars().collect());
        match Wildcard::parse(&pattern) {
            Ok(wildcard) => prop_assert_eq!(wildcard.matches(&text), matches(&stars, &letters)),
            Err(_) => prop_assert!(pattern.contains("**")),
        }
    }

    #[test]
    fn anything_but_is_the_opposite_for_what_is_there(value in scalar(), named in scalar()) {
        let event = json!({"a": value});
        let equal = Pattern::parse(&json!({"a": [named]}).to_string()).expect("a pattern");
        let other = json!({"a": [{"anything-but": [named]}]}).to_string();
        let other = Pattern::parse(&other).expect("a pattern");
        prop_assert_ne!(equal.matches(&event), other.matches(&event));
    }

    #[test]
    fn never_panics(text in r#"[\{\}\[\]"a:,\$or1<=prefix\-]{0,40}"#) {
        let _ = Pattern::parse(&text).map(|pattern| pattern.matches(&json!({"a": "a"})));
    }

    #[test]
    fn a_list_matches_if_one_of_its_elements_does(values in prop::collection::vec(scalar(), 0..4), wanted in scalar()) {
        let pattern = Pattern::parse(&json!({"a": [wanted]}).to_string()).expect("a pattern");
        let any = values.iter().any(|value| pattern.matches(&json!({"a": value})));
        prop_assert_eq!(pattern.matches(&json!({"a": values})), any);
    }
}
