//! Function URLs: the event, and how a buffered result is read.

use bytes::Bytes;
use serde_json::{Value, json};
use sls_test::front_door::{FunctionUrl, Outcome, RawPath};

use super::{lines, returned, status_and_body};

const BROKEN: (u16, &str) = (502, "Internal Server Error");

fn client_of(result: impl Into<Bytes>) -> http::Response<Bytes> {
    FunctionUrl::new().get("/").response(&Outcome::json(result))
}

#[test]
fn the_event_is_payload_2_with_an_anonymous_caller() {
    let event = FunctionUrl::new().url_id("abc").get("/x/").event();
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["routeKey"], "$default");
    assert_eq!(event["rawPath"], "/x/");
    let context = &event["requestContext"];
    assert_eq!(context["accountId"], "anonymous");
    assert_eq!(context["apiId"], "abc");
    assert_eq!(context["domainPrefix"], "abc");
    assert_eq!(context["domainName"], "abc.lambda-url.eu-west-1.on.aws");
    assert_eq!(context["stage"], "$default");
    assert_eq!(context["authentication"], Value::Null);
    assert_eq!(context.get("authorizer"), None);
    for field in ["pathParameters", "stageVariables", "body", "cookies"] {
        assert_eq!(event.get(field), None, "{field}");
    }
}

#[test]
fn the_domain_name_is_the_urls_own_at_any_host() {
    let event = FunctionUrl::new().get("/").header("Host", "127.0.0.1:9000").event();
    assert_eq!(event["headers"]["host"], "127.0.0.1:9000");
    let domain = event["requestContext"]["domainName"].as_str().expect("a name");
    assert!(domain.ends_with(".lambda-url.eu-west-1.on.aws"), "{domain}");
}

#[test]
fn a_url_with_iam_names_its_caller() {
    let event = FunctionUrl::new().aws_iam().get("/").account_id("999988887777").event();
    let context = &event["requestContext"];
    assert_eq!(context["accountId"], "999988887777");
    assert_eq!(context["authorizer"]["iam"]["accountId"], "999988887777");
    assert_eq!(context["authorizer"]["iam"]["cognitoIdentity"], Value::Null);
}

#[test]
fn cookies_are_in_the_list_and_in_the_header() {
    let event = FunctionUrl::new().get("/").header("Cookie", "a=1; b=2").event();
    assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
    assert_eq!(event["headers"]["cookie"], "a=1; b=2");
}

#[test]
fn the_url_adds_headers_about_tls() {
    let event = FunctionUrl::new().get("/").event();
    for name in [
        "x-amzn-tls-version",
        "x-amzn-tls-cipher-suite",
        "x-amzn-trace-id",
        "x-forwarded-for",
        "x-forwarded-port",
        "x-forwarded-proto",
    ] {
        assert!(event["headers"][name].is_string(), "{name}");
    }
    assert_eq!(event["headers"].get("content-length"), None);
}

#[test]
fn the_raw_path_stays_encoded_and_the_context_path_is_decoded() {
    let event = FunctionUrl::new().get("/a%3Fb%2525?q=1").event();
    assert_eq!(event["rawPath"], "/a%3Fb%2525");
    assert_eq!(event["requestContext"]["http"]["path"], "/a?b%25");
}

#[test]
fn the_raw_path_is_decoded_once_where_that_is_configured() {
    let event = FunctionUrl::new().raw_path(RawPath::Decoded).get("/50%25").event();
    assert_eq!(event["rawPath"], "/50%");
}

#[test]
fn multipart_and_form_bodies_are_base64_and_text_is_not() {
    let multipart = FunctionUrl::new().post("/").header("content-type", "multipart/form-data");
    assert_eq!(multipart.body("hi").event()["isBase64Encoded"], true);
    let form = FunctionUrl::new().post("/").form([("a", "1")]).event();
    assert_eq!(form["isBase64Encoded"], true);
    assert_eq!(form["body"], "YT0x");
    assert_eq!(FunctionUrl::new().post("/").text("hi").event()["body"], "hi");
}

#[test]
fn an_object_without_a_status_is_compact_json_in_its_own_order() {
    let response = client_of("{ \"b\": \"x y\",\n \"a\": [1, { \"q\\\" \": 2 }] }");
    assert_eq!(status_and_body(&response), (200, r#"{"b":"x y","a":[1,{"q\" ":2}]}"#));
    assert_eq!(lines(&response, "content-type"), ["application/json"]);
}

#[test]
fn lists_numbers_and_booleans_are_json_text() {
    for (result, body) in [
        (r#"["hello", 3, true]"#, r#"["hello",3,true]"#),
        ("3", "3"),
        ("3.1", "3.1"),
        ("true", "true"),
    ] {
        assert_eq!(status_and_body(&client_of(result)), (200, body));
    }
}

#[test]
fn a_string_is_sent_unquoted_and_not_compacted() {
    assert_eq!(status_and_body(&client_of(r#""hello""#)), (200, "hello"));
    assert_eq!(status_and_body(&client_of(r#""a \"b\"\n""#)), (200, "a \"b\"\n"));
}

#[test]
fn a_status_may_be_a_string() {
    assert_eq!(client_of(r#"{"statusCode":"418"}"#).status(), 418);
}

#[test]
fn an_object_as_body_is_accepted() {
    let response = client_of(r#"{"statusCode": 200, "body": { "b": 1, "a": 2 }}"#);
    assert_eq!(status_and_body(&response), (200, r#"{"b":1,"a":2}"#));
}

#[test]
fn the_default_content_type_is_json_and_the_functions_own_wins() {
    let response = client_of(r#"{"statusCode":200,"body":"x"}"#);
    assert_eq!(lines(&response, "content-type"), ["application/json"]);
    let response = client_of(r#"{"statusCode":200,"headers":{"Content-type":"a/b"}}"#);
    assert_eq!(lines(&response, "content-type"), ["a/b"]);
}

#[test]
fn each_cookie_is_a_header_line() {
    let response = client_of(r#"{"statusCode":200,"cookies":["a=1","b=2"]}"#);
    assert_eq!(lines(&response, "set-cookie"), ["a=1", "b=2"]);
}

#[test]
fn base64_is_decoded() {
    let response = client_of(r#"{"statusCode":200,"body":"AP8=","isBase64Encoded":true}"#);
    assert_eq!(response.body(), &b"\x00\xff"[..]);
}

#[test]
fn failures_and_timeouts_are_502_in_plain_text() {
    for outcome in [Outcome::FunctionError, Outcome::TimedOut, Outcome::json("not json")] {
        let response = FunctionUrl::new().get("/").response(&outcome);
        assert_eq!(status_and_body(&response), BROKEN);
        assert_eq!(lines(&response, "content-type"), ["text/plain"]);
    }
}

#[test]
fn throttling_is_429() {
    let response = FunctionUrl::new().get("/").response(&Outcome::Throttled);
    assert_eq!(response.status(), 429);
    assert_eq!(lines(&response, "x-amzn-errortype"), ["TooManyRequestsException"]);
}

#[test]
fn six_megabytes_are_the_most_both_ways() {
    let refusal = FunctionUrl::new().post("/").text("x".repeat(6_291_556)).try_event();
    assert_eq!(refusal.expect_err("too large").status(), 413);
    let response = FunctionUrl::new().get("/").response(&returned("x".repeat(6_291_556)));
    assert_eq!(status_and_body(&response), BROKEN);
}
