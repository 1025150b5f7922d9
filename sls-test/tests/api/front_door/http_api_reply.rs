//! What an HTTP API makes of a result, payload format 2.0.

use bytes::Bytes;
use serde_json::{Value, json};
use sls_test::front_door::{GatewayError, HttpApi, Outcome};

use super::{lines, returned, status_and_body};

const BROKEN: (u16, &str) = (500, r#"{"message":"Internal Server Error"}"#);

fn client_of(result: impl Into<Value>) -> http::Response<Bytes> {
    HttpApi::new().get("/").response(&returned(result))
}

#[test]
fn a_full_reply_arrives_with_its_cookies_as_header_lines() {
    let response = client_of(json!({
        "statusCode": 201,
        "headers": { "x": "y" },
        "cookies": ["a=b; HttpOnly", "c=d"],
        "body": "made",
        "isBase64Encoded": false,
    }));
    assert_eq!(status_and_body(&response), (201, "made"));
    assert_eq!(lines(&response, "x"), ["y"]);
    assert_eq!(lines(&response, "set-cookie"), ["a=b; HttpOnly", "c=d"]);
    assert_eq!(lines(&response, "content-type"), ["text/plain; charset=utf-8"]);
    assert_eq!(lines(&response, "apigw-requestid").len(), 1);
}

#[test]
fn json_without_a_status_is_the_body() {
    for result in ["{ \"b\": 1, \"a\": [2] }", "[1, 2]", "3", "true", "null"] {
        let response = HttpApi::new().get("/").response(&Outcome::json(result));
        assert_eq!(status_and_body(&response), (200, result));
        assert_eq!(lines(&response, "content-type"), ["application/json"]);
    }
}

#[test]
fn a_string_is_the_body_without_its_quotes() {
    let response = client_of("hello \"you\"");
    assert_eq!(status_and_body(&response), (200, "hello \"you\""));
    assert_eq!(lines(&response, "content-type"), ["application/json"]);
}

#[test]
fn unknown_keys_and_multi_value_headers_do_not_matter() {
    let response =
        client_of(json!({ "statusCode": 200, "multiValueHeaders": { "x": ["1"] }, "y": 1 }));
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("x"));
}

#[test]
fn numbers_and_booleans_in_headers_are_written_as_text() {
    let response = client_of(json!({ "statusCode": 200, "headers": { "n": 1, "b": false } }));
    assert_eq!(lines(&response, "n"), ["1"]);
    assert_eq!(lines(&response, "b"), ["false"]);
}

#[test]
fn results_of_a_wrong_shape_are_500() {
    for result in [
        json!({ "statusCode": "test" }),
        json!({ "statusCode": null }),
        json!({ "statusCode": 0 }),
        json!({ "statusCode": 200, "body": { "a": 1 } }),
        json!({ "statusCode": 200, "headers": { "x": ["a"] } }),
        json!({ "statusCode": 200, "cookies": "a=b" }),
        json!({ "statusCode": 200, "isBase64Encoded": "yes" }),
        json!({ "statusCode": 200, "isBase64Encoded": true, "body": "!" }),
    ] {
        assert_eq!(status_and_body(&client_of(result.clone())), BROKEN, "{result}");
    }
    let not_json = HttpApi::new().get("/").response(&Outcome::json("<html>"));
    assert_eq!(status_and_body(&not_json), BROKEN);
}

#[test]
fn base64_is_decoded_whatever_the_client_accepts() {
    let response = client_of(json!({
        "statusCode": 200, "body": "AP8=", "isBase64Encoded": true,
        "headers": { "Content-Type": "image/png" },
    }));
    assert_eq!(response.body(), &b"\x00\xff"[..]);
    assert_eq!(lines(&response, "content-type"), ["image/png"]);
}

#[test]
fn headers_of_the_connection_are_the_gateways_business() {
    let headers = json!({ "Content-Length": "99", "Connection": "close", "x": "1" });
    let response = client_of(json!({ "statusCode": 200, "headers": headers, "body": "hi" }));
    assert_eq!(lines(&response, "content-length"), ["2"]);
    assert!(!response.headers().contains_key("connection"));
    assert_eq!(lines(&response, "x"), ["1"]);
}

#[test]
fn failures_timeouts_and_throttling_have_their_own_answers() {
    for (outcome, expected) in [
        (Outcome::FunctionError, BROKEN),
        (Outcome::TimedOut, BROKEN),
        (Outcome::IntegrationTimedOut, (503, r#"{"message":"Service Unavailable"}"#)),
        (Outcome::Throttled, (429, r#"{"message":"Too Many Requests"}"#)),
    ] {
        let response = HttpApi::new().get("/").response(&outcome);
        assert_eq!(status_and_body(&response), expected, "{outcome:?}");
    }
}

#[test]
fn an_answer_of_the_gateway_can_be_changed() {
    let api = HttpApi::new().gateway_response(GatewayError::TimedOut, 504, "late");
    let response = api.get("/").response(&Outcome::IntegrationTimedOut);
    assert_eq!(status_and_body(&response), (504, "late"));
}

#[test]
fn a_result_larger_than_the_payload_limit_is_500() {
    let response = client_of("x".repeat(6_291_556));
    assert_eq!(status_and_body(&response), BROKEN);
}

#[test]
fn a_response_to_head_has_no_body() {
    let request = HttpApi::new().head("/");
    let response = request.response(&returned(json!({ "statusCode": 200, "body": "hello" })));
    assert_eq!(status_and_body(&response), (200, ""));
}
