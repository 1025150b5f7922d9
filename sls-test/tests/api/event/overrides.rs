//! Changes to any place of an event.

use std::panic::catch_unwind;

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_test::event::{DirectEvent, SnsEvent};

/// What `build` panics with.
#[track_caller]
fn panic_text(event: DirectEvent) -> String {
    let panic = catch_unwind(move || event.build()).expect_err("the event should not be built");
    panic.downcast_ref::<String>().expect("a formatted panic").clone()
}

#[test]
fn members_and_elements_are_replaced_added_and_removed() {
    let event = DirectEvent::new(&json!({"a": {"b": 1}, "list": [1, 2]}))
        .with("/a/b", json!([true]))
        .with("/a/c", Value::Null)
        .with("/list/0", "one")
        .with("/list/-", 3)
        .with("/list/3", 4)
        .without("/list/1")
        .with("/a/x~1y~0z", "escaped")
        .without("/a/c");
    let expected = json!({"a": {"b": [true], "x/y~z": "escaped"}, "list": ["one", 3, 4]});
    assert_eq!(event.build(), expected);
}

#[test]
fn the_empty_pointer_is_the_whole_event() {
    assert_eq!(SnsEvent::new("orders").with("", "nothing like SNS").build(), "nothing like SNS");
}

#[test]
fn a_place_that_does_not_exist_is_named_with_what_there_is() {
    let event = || DirectEvent::new(&json!({"Records": [{"a": 1, "b": 2}]}));

    let text = panic_text(event().with("/Records/1/a", 3));
    assert!(text.contains(r#"the event has no place "/Records/1/a""#), "{text}");
    assert!(text.contains(r#""/Records/1" does not exist"#), "{text}");
    assert!(text.contains(file!()), "{text}");

    let text = panic_text(event().with("/Records/2", 3));
    assert!(text.contains(r#""/Records" has 1 elements"#), "{text}");

    let text = panic_text(event().without("/Records/0/c"));
    assert!(text.contains(r#""/Records/0" has the members a, b"#), "{text}");

    let text = panic_text(event().with("/Records/0/a/c", 3));
    assert!(text.contains(r#""/Records/0/a" is 1"#), "{text}");
}

#[test]
#[should_panic(expected = "a JSON pointer starts with `/`")]
fn a_path_that_is_no_pointer_is_refused_at_once() {
    let _ = SnsEvent::new("orders").with("Records.0.Sns", "x");
}

proptest! {
    #[test]
    fn what_is_set_is_what_is_found(name in any::<String>(), value in any::<i64>()) {
        let pointer = format!("/Records/0/Sns/{}", name.replace('~', "~0").replace('/', "~1"));
        let event = SnsEvent::new("orders").with(&pointer, value);
        let built = event.build();
        prop_assert_eq!(built.pointer(&pointer), Some(&json!(value)));
        let built = event.without(&pointer).build();
        prop_assert_eq!(built.pointer(&pointer), None);
    }
}
