use quote::quote;

use super::*;
use crate::args;
use crate::item::Item;
use crate::types::display;

fn outcome(attribute: &str, arguments: &str) -> Result<String, Vec<String>> {
    let mut refusals = Refusals::default();
    let args = args::parse(attribute.parse().expect("balanced tokens"), &mut refusals);
    let item: TokenStream = format!("async fn f({arguments}) {{}}").parse().expect("a function");
    let function = Function::parse(&item, Item::Handler).expect("a function");
    let settings = of(&args, &function, &quote!(sls_core), &mut refusals);
    let written = settings.map(|it| display(it.settings)).unwrap_or_default();
    let refusals: Vec<_> = refusals.into_vec().iter().map(ToString::to_string).collect();
    if refusals.is_empty() { Ok(written) } else { Err(refusals) }
}

#[track_caller]
fn written(attribute: &str, expected: &str) {
    let expected = format!("sls_core::idempotency::Idempotent::{expected}");
    assert_eq!(outcome(attribute, ""), Ok(expected), "{attribute}");
}

#[track_caller]
fn refused(attribute: &str, because: &str) {
    let refusals = outcome(attribute, "").expect_err("it was accepted");
    assert_eq!(refusals.len(), 1, "{attribute}: {refusals:?}");
    assert!(refusals[0].contains(because), "{attribute} was refused with {refusals:?}");
}

#[test]
fn writes_what_the_builder_is_told() {
    written(r#"idempotent = "/order/id""#, r#"by("/order/id")"#);
    written("idempotent(by = KEY)", "by(sls_core::__private::text(KEY))");
    written("sns = A, idempotent(by_identity)", "by_identity()");
    written(r#"http = A, idempotent(by_header = "x-id")"#, r#"by_header("x-id")"#);
    written("idempotent(key = keys::of)", "key(keys::of)");
    written(
        r#"idempotent(payload = "", and = ["/a", B], by = "/c")"#,
        r#"by("/c").payload("").and("/a").and(sls_core::__private::text(B))"#,
    );
    written(
        r#"idempotent(by = "/a", missing_key = "run_unprotected", scope = "s", on_replay = hook)"#,
        "by(\"/a\").missing_key(sls_core::idempotency::MissingKey::RunUnprotected).scope(\"s\")\
         .on_replay(hook)",
    );
    written(
        r#"idempotent(by = "/a", expires_after = "1h", missing_key = "refuse")"#,
        "by(\"/a\").expires_after(::core::time::Duration::from_secs(3600u64))\
         .missing_key(sls_core::idempotency::MissingKey::Refuse)",
    );
}

#[test]
fn refuses_values_that_cannot_be_a_key() {
    refused(r#"idempotent = "order.id""#, "begins with a slash: `/order/id`");
    refused(r#"idempotent(by = "/a", and = "b")"#, "begins with a slash: `/b`");
    refused(r#"idempotent(by = "/a", and = ["/b", "/b"])"#, "is in this list already");
    refused(r#"idempotent(by = "/a", payload = [])"#, "empty list");
    refused(r#"http = A, idempotent(by_header = "no good")"#, "no ` ` in it");
    refused(r#"idempotent(by = "/a", expires_after = 0)"#, "1 to 315360000 (3650d) seconds");
    refused(r#"idempotent(by = "/a", missing_key = "run")"#, "`refuse` or `run_unprotected`");
    refused(r#"idempotent(by = "/a", scope = "")"#, "this is empty");
    refused(r#"idempotent(key = "keys::of")"#, "a path without quotes");
}

#[test]
fn refuses_keys_that_are_none_or_two() {
    refused("idempotent", "needs a key");
    refused("idempotent()", "needs a key");
    refused(r#"idempotent(and = "/a")"#, "needs a key");
    refused("idempotent(by_identity = false)", "needs a key");
    refused(r#"idempotent(by = "/a", by = "/b")"#, "`by` is given twice");
    refused(r#"http = A, idempotent(by = "/a", by_header = "b")"#, "write `and_header = ..`");
    refused(r#"http = A, idempotent(by_header = "a", by = "/b")"#, "write `and = ..`");
    refused(r#"idempotent(by = "/a", key = f)"#, "leave one of them out");
    refused(r#"idempotent = "/a", idempotent = "/b""#, "`idempotent` is given twice");
    refused(r#"idempotent: "/a""#, "joined by `=`");
    refused(r#"idempotent("/a")"#, "write `by = \"/a\"`");
    refused(r#"idempotent(bye = "/a")"#, "did you mean `by`?");
}

#[test]
fn refuses_keys_that_the_sources_do_not_have() {
    refused(r#"sqs = "a", idempotent(by_header = "x")"#, "this function serves `sqs`");
    refused(r#"idempotent(by_header = "x")"#, "serves direct invocations");
    refused(r#"http = A, sns = B, idempotent(by = "/a", and_header = "x")"#, "serves `sns`");
    refused("http = A, idempotent(by_identity)", "name a header, or a value of the payload");
    refused("iot, idempotent(by_identity)", "what `iot` sends has no identity: name a value");
}

#[test]
fn refuses_handlers_of_which_no_answer_is_kept() {
    refused(r#"alexa = A, idempotent = "/a""#, "what answers `alexa`");
    refused(r#"cognito = A, idempotent = "/a""#, "what answers `cognito`");
    assert!(outcome(r#"ses, custom_resource, idempotent(by_identity)"#, "").is_ok());
    for argument in ["x: Batch<u8>", "x: Option<sls_core::Batch<u8>>"] {
        let refusals = outcome(r#"sqs = A, idempotent = "/a""#, argument).unwrap_err();
        assert_eq!(refusals.len(), 1, "{argument}: {refusals:?}");
        assert!(refusals[0].contains("take one record"), "{argument}: {refusals:?}");
    }
    assert!(outcome(r#"sqs = A, idempotent = "/a""#, "x: Batch").is_ok());
}
