use super::*;
use crate::args;

/// The identities of an attribute's claims, `None` where they are not in view.
fn identities(attribute: &str) -> Vec<Option<Identity>> {
    let mut refusals = Refusals::default();
    let args = args::parse(attribute.parse().expect("balanced tokens"), &mut refusals);
    let claims = of(&args, &quote!(::sls_core), &mut refusals);
    assert!(refusals.is_empty(), "{attribute}: {:?}", refusals.into_vec());
    claims.into_iter().map(|claim| claim.identity).collect()
}

#[track_caller]
fn key(attribute: &str) -> String {
    let [Some(identity)] = &identities(attribute)[..] else { panic!("{attribute}: not in view") };
    identity.key.clone()
}

#[track_caller]
fn same(one: &str, other: &str) {
    assert_eq!(key(one), key(other), "{one} and {other}");
}

#[track_caller]
fn different(one: &str, other: &str) {
    assert_ne!(key(one), key(other), "{one} and {other}");
}

#[track_caller]
fn refused_as(attribute: &str, refusal: &str) {
    let [Some(identity)] = &identities(attribute)[..] else { panic!("{attribute}: not in view") };
    assert_eq!(identity.refusal, format!("{refusal}"));
}

#[test]
fn routes_are_the_same_whatever_their_parameters_are_called() {
    same(r#"http = "GET /orders/{id}""#, r#"http("GET /orders/{order}")"#);
    same(r#"http = "GET /{path+}""#, r#"http = "GET /{*rest}""#);
    different(r#"http = "GET /orders""#, r#"http = "PUT /orders""#);
    different(r#"http = "$default""#, r#"websocket = "$default""#);
}

#[test]
fn only_settings_that_tell_handlers_apart_count() {
    same(r#"kinesis = "clicks""#, r#"kinesis(batch_size = 5, stream = "clicks")"#);
    same(r#"sqs = "orders""#, r#"sqs(queue = "orders", maximum_concurrency = 2)"#);
    same(r#"schedule = "rate(1 day)""#, r#"schedule = "rate(5 minutes)""#);
    same(
        r#"schedule(expression = "rate(1 day)", name = "a")"#,
        r#"schedule(name = "a", expression = "rate(2 days)")"#,
    );
    different(r#"schedule = "rate(1 day)""#, r#"schedule(expression = "rate(1 day)", name = "a")"#);
    different(r#"alarm = "a""#, r#"alarm(name = "a", state = "OK")"#);
    different("alarm", r#"alarm = "a""#);
    different(r#"s3 = "abc""#, r#"s3(bucket = "abc", prefix = "in/")"#);
    different(r#"sns = "orders""#, r#"sqs = "orders""#);
    same("", "");
    same("iot", "iot");
    different("", "iot");
}

#[test]
fn lists_are_the_same_in_any_order() {
    same(
        r#"eventbridge(source = ["a", "b"], detail_type = "T")"#,
        r#"eventbridge(detail_type = ["T"], source = ["b", "a"])"#,
    );
    different(r#"eventbridge(source = ["a", "b"])"#, r#"eventbridge(source = "a, b")"#);
}

#[test]
fn what_is_not_in_view_has_no_identity() {
    for attribute in [
        "http = ROUTE",
        "sns = TOPIC",
        r#"s3(bucket = "abc", on = [CREATED])"#,
        r#"kafka(topic = "orders", cluster = CLUSTER)"#,
    ] {
        assert!(identities(attribute)[0].is_none(), "{attribute}");
    }
    assert_eq!(
        key("kinesis(stream = \"clicks\", batch_size = SIZE)"),
        key(r#"kinesis = "clicks""#)
    );
}

#[test]
fn says_what_is_claimed_twice_and_how_to_tell_it_apart() {
    refused_as(
        "",
        "direct invocations too: write which source one of them serves, or leave it out",
    );
    refused_as(r#"http = "GET /orders""#, "`GET /orders` too: leave one of them out");
    refused_as(
        r#"http = "GET /orders/{id}""#,
        "`GET /orders/{id}` too, whatever its parameters are called: leave one of them out",
    );
    refused_as(r#"websocket = "$connect""#, "`$connect` too: leave one of them out");
    refused_as(
        r#"kinesis(stream = "clicks", batch_size = 5)"#,
        r#"`kinesis = "clicks"` too: leave one of them out"#,
    );
    refused_as(
        r#"schedule = "rate(1 day)""#,
        "`schedule` too: tell them apart by `name`, or leave one of them out",
    );
    refused_as(
        r#"s3(bucket = "abc", on = ["ObjectRemoved:*", "ObjectCreated:*"])"#,
        r#"`s3(bucket = "abc", on = ["ObjectCreated:*", "ObjectRemoved:*"])` too: tell them apart by `prefix` or `suffix`, or leave one of them out"#,
    );
}
