//! What a REST API makes of a result: the recorded validation table.

use bytes::Bytes;
use serde_json::json;
use sls_test::front_door::{HeaderCasing, Outcome, RestApi};

use super::{lines, returned, status_and_body};

const BROKEN: (u16, &str) = (502, r#"{"message": "Internal server error"}"#);

fn client_of(result: impl Into<serde_json::Value>) -> http::Response<Bytes> {
    RestApi::new().get("/").response(&returned(result))
}

#[test]
fn a_status_alone_is_empty_json() {
    let response = client_of(json!({ "statusCode": 200 }));
    assert_eq!(status_and_body(&response), (200, ""));
    assert_eq!(lines(&response, "content-type"), ["application/json"]);
}

#[test]
fn a_missing_status_is_200() {
    let response = client_of(json!({ "headers": { "a": "b" } }));
    assert_eq!(status_and_body(&response), (200, ""));
    assert_eq!(lines(&response, "a"), ["b"]);
    assert_eq!(status_and_body(&client_of(json!({}))), (200, ""));
}

#[test]
fn a_status_may_be_a_string_of_digits_and_nothing_else() {
    assert_eq!(client_of(json!({ "statusCode": "201" })).status(), 201);
    for status in [json!("test"), json!(0), json!(99), json!(600), json!(true), json!(200.5)] {
        let response = client_of(json!({ "statusCode": status }));
        assert_eq!(status_and_body(&response), BROKEN, "{status}");
    }
}

#[test]
fn an_unknown_top_level_key_is_502() {
    for key in ["wrongValue", "cookies", "base64Encoded", "StatusCode", "statusDescription"] {
        let response = client_of(json!({ "statusCode": 200, key: 1 }));
        assert_eq!(status_and_body(&response), BROKEN, "{key}");
        let error_type = lines(&response, "x-amzn-errortype");
        assert_eq!(error_type, ["InternalServerErrorException"], "{key}");
    }
}

#[test]
fn a_result_that_is_no_object_is_502() {
    for result in [json!("justAString"), json!(3), json!([1]), json!(null)] {
        assert_eq!(status_and_body(&client_of(result.clone())), BROKEN, "{result}");
    }
    let not_json = RestApi::new().get("/").response(&Outcome::json("not json"));
    assert_eq!(status_and_body(&not_json), BROKEN);
}

#[test]
fn null_is_an_empty_200_where_that_is_configured() {
    let response = RestApi::new().accept_null().get("/").response(&returned(json!(null)));
    assert_eq!(status_and_body(&response), (200, ""));
}

#[test]
fn null_headers_are_no_headers() {
    let response = client_of(json!({ "statusCode": 200, "headers": null }));
    assert_eq!(response.status(), 200);
}

#[test]
fn booleans_and_numbers_in_headers_are_written_as_text() {
    let response = client_of(json!({ "headers": { "flag": true, "n": 3 } }));
    assert_eq!(lines(&response, "flag"), ["true"]);
    assert_eq!(lines(&response, "n"), ["3"]);
}

#[test]
fn lists_and_objects_in_headers_are_502() {
    for value in [json!(["a"]), json!({ "a": 1 })] {
        let response = client_of(json!({ "headers": { "x": value } }));
        assert_eq!(status_and_body(&response), BROKEN, "{value}");
    }
}

#[test]
fn multi_value_headers_are_separate_lines() {
    let response = client_of(json!({ "multiValueHeaders": { "x": ["a", "b"] } }));
    assert_eq!(lines(&response, "x"), ["a", "b"]);
}

#[test]
fn multi_value_headers_come_first_and_their_spelling_wins() {
    let response =
        client_of(json!({ "multiValueHeaders": { "X-K": ["m"] }, "headers": { "x-k": "s" } }));
    assert_eq!(lines(&response, "x-k"), ["m", "s"]);
    let casing = response.extensions().get::<HeaderCasing>().expect("the spelling on the wire");
    assert_eq!(casing.spell(&http::HeaderName::from_static("x-k")), "X-K");
}

#[test]
fn a_multi_value_header_that_is_no_list_is_502() {
    let response = client_of(json!({ "multiValueHeaders": { "x": "a" } }));
    assert_eq!(status_and_body(&response), BROKEN);
}

#[test]
fn a_body_that_is_no_string_is_502() {
    for body in [json!({ "not": "string" }), json!(1), json!([])] {
        assert_eq!(status_and_body(&client_of(json!({ "body": body }))), BROKEN, "{body}");
    }
    assert_eq!(status_and_body(&client_of(json!({ "body": null }))), (200, ""));
}

#[test]
fn a_header_that_http_cannot_carry_is_502() {
    for headers in [json!({ "a b": "c" }), json!({ "a": "b\r\nc: d" })] {
        let response = client_of(json!({ "headers": headers }));
        assert_eq!(status_and_body(&response), BROKEN, "{headers}");
    }
}

#[test]
fn the_content_type_of_the_function_wins_in_any_spelling() {
    let response = client_of(json!({ "headers": { "CONTENT-TYPE": "text/html" }, "body": "x" }));
    assert_eq!(lines(&response, "content-type"), ["text/html"]);
}

#[test]
fn base64_is_decoded_for_clients_whose_first_accept_is_binary() {
    let cases = [
        (&["image/png"][..], Some("image/png"), true),
        (&["image/png"], Some("image/png;q=0.9, text/html"), true),
        (&["image/png"], Some("text/html, image/png"), false),
        (&["image/*"], Some("image/png"), true),
        (&["*/png"], Some("image/png"), false),
        (&["image/png"], Some("*/*"), false),
        (&["image/png"], None, false),
        (&["*/*"], None, true),
        (&["*/*"], Some("text/html"), true),
        (&[], Some("image/png"), false),
    ];
    let result = json!({
        "headers": { "content-type": "image/png" }, "body": "aGk=", "isBase64Encoded": true,
    });
    for (configured, accept, decoded) in cases {
        let request = RestApi::new().binary_media_types(configured.iter().copied()).get("/");
        let request = match accept {
            Some(accept) => request.header("Accept", accept),
            None => request,
        };
        let response = request.response(&returned(result.clone()));
        let expected = if decoded { "hi" } else { "aGk=" };
        assert_eq!(status_and_body(&response), (200, expected), "{configured:?} {accept:?}");
    }
}

#[test]
fn bad_base64_is_500_where_it_is_decoded_and_text_where_not() {
    let result = json!({ "body": "!", "isBase64Encoded": true });
    let binary = RestApi::new().binary_media_types(["*/*"]).get("/");
    let response = binary.response(&returned(result.clone()));
    assert_eq!(status_and_body(&response), (500, r#"{"message": "Internal server error"}"#));
    assert_eq!(status_and_body(&client_of(result)), (200, "!"));
}

#[test]
fn headers_of_the_gateway_are_remapped_and_transfer_encoding_is_dropped() {
    let response = client_of(json!({ "headers": {
        "connection": "close", "Content-Length": "99", "DATE": "yesterday", "server": "mine",
        "www-authenticate": "Basic", "transfer-encoding": "chunked",
    }, "body": "hi" }));
    for (name, value) in [
        ("x-amzn-remapped-connection", "close"),
        ("x-amzn-remapped-content-length", "99"),
        ("x-amzn-remapped-date", "yesterday"),
        ("x-amzn-remapped-server", "mine"),
        ("x-amzn-remapped-www-authenticate", "Basic"),
    ] {
        assert_eq!(lines(&response, name), [value]);
    }
    for name in ["connection", "date", "server", "www-authenticate", "transfer-encoding"] {
        assert!(!response.headers().contains_key(name), "{name}");
    }
    assert_eq!(lines(&response, "content-length"), ["2"]);
}

#[test]
fn the_gateway_adds_its_ids_and_the_trace_of_the_request() {
    let request = RestApi::new().get("/").header("X-Amzn-Trace-Id", "Root=1-66ad0000-abc");
    let response = request.response(&returned(json!({})));
    assert_eq!(lines(&response, "x-amzn-trace-id"), ["Root=1-66ad0000-abc"]);
    assert_eq!(lines(&response, "x-amzn-requestid").len(), 1);
    assert_eq!(lines(&response, "x-amz-apigw-id").len(), 1);
}

#[test]
fn a_function_that_fails_or_times_out_is_502() {
    for outcome in [Outcome::FunctionError, Outcome::TimedOut] {
        assert_eq!(status_and_body(&RestApi::new().get("/").response(&outcome)), BROKEN);
    }
}

#[test]
fn the_integration_timeout_is_504() {
    let response = RestApi::new().get("/").response(&Outcome::IntegrationTimedOut);
    assert_eq!(status_and_body(&response), (504, r#"{"message": "Endpoint request timed out"}"#));
}

#[test]
fn throttling_is_429() {
    let response = RestApi::new().get("/").response(&Outcome::Throttled);
    assert_eq!(status_and_body(&response), (429, r#"{"message":"Too Many Requests"}"#));
}

#[test]
fn a_result_larger_than_the_payload_limit_is_502() {
    const LIMIT: usize = 6_291_556;
    let around = json!({ "body": "" }).to_string().len();
    let fits = client_of(json!({ "body": "x".repeat(LIMIT - around) }));
    assert_eq!(fits.status(), 200);
    let exceeds = client_of(json!({ "body": "x".repeat(LIMIT - around + 1) }));
    assert_eq!(status_and_body(&exceeds), BROKEN);
}

#[test]
fn a_response_to_head_has_a_length_and_no_body() {
    let request = RestApi::new().head("/");
    let response = request.response(&returned(json!({ "body": "hello" })));
    assert_eq!(status_and_body(&response), (200, ""));
    assert_eq!(lines(&response, "content-length"), ["5"]);
    assert_eq!(status_and_body(&request.response(&Outcome::FunctionError)), (502, ""));
}

#[test]
fn statuses_without_content_have_no_body() {
    for status in [204, 304] {
        let response = client_of(json!({ "statusCode": status, "body": "hello" }));
        assert_eq!(status_and_body(&response), (status, ""));
        assert!(!response.headers().contains_key("content-length"));
    }
}
