use proc_macro2::TokenStream;

use super::*;
use crate::args;
use crate::item::Item;

fn refusals_of(attribute: &str, arguments: &str) -> Vec<String> {
    let mut refusals = Refusals::default();
    let args = args::parse(attribute.parse().expect("balanced tokens"), &mut refusals);
    let item: TokenStream = format!("async fn f({arguments}) {{}}").parse().expect("a function");
    let function = Function::parse(&item, Item::Handler).expect("a function");
    check(&args, &function, &mut refusals);
    refusals.into_vec().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn accepted(attribute: &str, arguments: &str) {
    let refusals = refusals_of(attribute, arguments);
    assert!(refusals.is_empty(), "({arguments}) of `{attribute}`: {refusals:?}");
}

#[track_caller]
fn refused(attribute: &str, arguments: &str, because: &str) {
    let refusals = refusals_of(attribute, arguments);
    assert_eq!(refusals.len(), 1, "({arguments}) of `{attribute}`: {refusals:?}");
    assert!(refusals[0].contains(because), "({arguments}) was refused with {refusals:?}");
}

#[test]
fn refuses_parts_of_requests_where_there_are_none() {
    let sns = r#"sns = "orders""#;
    refused(
        sns,
        "x: Path<u8>",
        "`Path` is taken from an HTTP request, and this function serves `sns`",
    );
    refused(sns, "x: Query<Page>", "leave it out, or add `http = ..`");
    refused(sns, "x: http::HeaderMap", "`HeaderMap` is taken");
    refused(sns, "x: http::Method", "`Method` is taken");
    refused(sns, "x: sls_core::http::Request<Bytes>", "`Request` is taken");
    refused(sns, "x: Option<Cookies>", "`Cookies` is taken");
    refused("", "x: Cookies", "this function serves direct invocations");
    refused(r#"sns = "orders", sqs = "orders""#, "x: Path<u8>", "serves `sns` and `sqs`");
}

#[test]
fn takes_parts_of_requests_where_every_source_has_them() {
    let all = "a: Path<u8>, b: Query<Page>, c: HeaderMap, d: Cookies";
    accepted(r#"http = "GET /{id}""#, all);
    accepted(r#"websocket = "$connect""#, "b: Query<Page>, c: HeaderMap, d: Cookies");
    // Something was refused already, and it may have been the route.
    assert_eq!(refusals_of("htpp = \"GET /\"", "x: Cookies").len(), 1);
}

#[test]
fn takes_parts_of_requests_as_options_where_some_source_has_them() {
    let both = r#"sns = "orders", http = "GET /{id}""#;
    accepted(both, "a: Option<Path<u8>>, b: Option<Query<Page>>, c: Option<HeaderMap>");
    refused(both, "x: Path<u8>", "serves `sns`: take it as an `Option`");
    refused(both, "x: Cookies", "serves `sns`: take it as an `Option`");
    refused(r#"websocket = "$connect""#, "x: Path<u8>", "serves `websocket`: leave it out");
    refused(r#"http = "GET /{id}", websocket = "a""#, "x: Path<u8>", "serves `websocket`: take");
}

#[test]
fn takes_parameters_as_options_where_some_route_has_them() {
    let both = r#"http("GET /a", "GET /a/{id}")"#;
    accepted(both, "x: Option<Path<u8>>");
    refused(both, "x: Path<u8>", "the route `GET /a` has no parameters: take this as an `Option`");
    refused(r#"http("GET /a", "GET /b")"#, "x: Option<Path<u8>>", "leave this out");
    refused(r#"http("GET /a/{b}/{c}")"#, "x: Option<Path<u8>>", "takes 1 parameter");
}

#[test]
fn leaves_types_alone_that_only_look_alike() {
    accepted("", "x: Query, y: HeaderMap<u8>, z: my::Path, a: Method, b: my::Uri");
    accepted("", "x: (Cookies, u8), y: [Path<u8>; 2], z: &'static str");
    accepted("", "x: kafka::Whatever, y: record::Record, z: Record");
}

#[test]
fn counts_the_parameters_of_each_route() {
    let route = r#"http = "GET /{tenant}/orders/{id}""#;
    accepted(route, "x: Path<(u8, u8)>");
    accepted(route, "x: Path<Parameters>");
    accepted(route, "x: Path<std::collections::HashMap<String, String>>");
    refused(
        route,
        "x: Path<u64>",
        "`Path<u64>` takes 1 parameter, and the route `GET /{tenant}/orders/{id}` has `tenant` and `id`",
    );
    refused(route, "x: Path<(u8, u8, u8)>", "takes 3 parameters");
    refused(r#"http("GET /{id}", "GET /")"#, "x: Path<u64>", "the route `GET /` has no parameters");
    accepted(r#"http("GET /{id}", "$default", ROUTE)"#, "x: Path<u64>");
    accepted(r#"http = "GET /{path+}""#, "x: Path<String>");
}

#[test]
fn refuses_batches_where_one_comes_at_a_time() {
    refused("", "x: Batch<u8>", "a direct invocation has none");
    refused(
        r#"sns = "orders""#,
        "x: Batch<u8>",
        "`sns` delivers none: take one `Json<T>`, or serve `dynamodb`, `kafka`, `kinesis` or `sqs`",
    );
    refused(r#"kinesis = "a", sns = "b""#, "x: sls_core::Batch<u8>", "`sns` delivers none");
    accepted(r#"kinesis = "a", sqs = "b""#, "x: Batch<kinesis::Record>");
}

#[test]
fn refuses_what_another_source_delivers() {
    refused("", "x: kinesis::Record", "write `#[handler(kinesis = \"clicks\")]`");
    refused(r#"sns = "a""#, "x: event::kinesis::Record", "this function serves `sns`");
    refused(
        r#"kinesis = "a", sns = "b""#,
        "x: kinesis::Record",
        "serves `sns`: take it as an `Option`",
    );
    refused(r#"sns = "a""#, "x: Option<kinesis::Record>", "serves `sns`: leave it out");
    refused(r#"alarm = "a""#, "x: schedule::Event", "`schedule::Event` is made from");
    accepted(r#"kinesis = "a""#, "x: kinesis::Record, y: kinesis::Window<u8>");
    // An alarm may notify a topic, so that its event is the payload there.
    accepted(r#"sns = "alarms""#, "x: alarm::Event");
}

#[test]
fn refuses_the_same_payload_twice() {
    refused("", "x: Json<A>, y: Json<B>", "the payload is taken as `Json` above already");
    refused("", "x: Bytes, y: sls_core::Bytes", "the payload is taken as `Bytes` above already");
    accepted("", "x: Json<A>, y: Bytes, z: Text");
}

#[test]
fn takes_what_is_there_sometimes() {
    accepted(r#"kinesis = "a", sns = "b""#, "x: Option<kinesis::Record>, y: Option<sns::Message>");
    accepted(r#"sns = "b""#, "x: Result<kinesis::Record, Rejection>");
}
