//! Streamed results: the metadata prelude, its delimiter, and doors that do not stream.

use bytes::Bytes;
use sls_test::front_door::{FunctionUrl, HttpApi, Outcome, RestApi};

use super::{lines, status_and_body};

const NULS: &str = "\0\0\0\0\0\0\0\0";

fn stream(prelude: &str, body: &str) -> Outcome {
    Outcome::stream(format!("{prelude}{NULS}{body}"))
}

fn url_client_of(outcome: &Outcome) -> http::Response<Bytes> {
    FunctionUrl::new().response_stream().get("/").response(outcome)
}

#[test]
fn status_headers_and_cookies_come_from_the_prelude() {
    let prelude = r#"{"statusCode":201,"headers":{"content-type":"text/event-stream"},"cookies":["a=b","c=d"]}"#;
    for response in [
        url_client_of(&stream(prelude, "data: 1\n\n")),
        RestApi::new().stream().get("/").response(&stream(prelude, "data: 1\n\n")),
    ] {
        assert_eq!(status_and_body(&response), (201, "data: 1\n\n"));
        assert_eq!(lines(&response, "content-type"), ["text/event-stream"]);
        assert_eq!(lines(&response, "set-cookie"), ["a=b", "c=d"]);
        assert!(!response.headers().contains_key("content-length"), "a stream has no length");
    }
}

#[test]
fn the_first_eight_nuls_end_the_prelude_and_later_ones_are_body() {
    let response = url_client_of(&stream("{}", "\0\0a\0\0\0\0\0\0\0\0b"));
    assert_eq!(status_and_body(&response), (200, "\0\0a\0\0\0\0\0\0\0\0b"));
}

#[test]
fn an_empty_body_after_the_prelude_is_an_empty_response() {
    let response = url_client_of(&stream(r#"{"statusCode":204}"#, ""));
    assert_eq!(status_and_body(&response), (204, ""));
}

#[test]
fn the_default_content_type_is_that_of_the_door() {
    let response = url_client_of(&stream("{}", "x"));
    assert_eq!(lines(&response, "content-type"), ["application/octet-stream"]);
    let response = RestApi::new().stream().get("/").response(&stream("{}", "x"));
    assert_eq!(lines(&response, "content-type"), ["application/json"]);
}

#[test]
fn a_url_passes_bytes_without_a_prelude_through() {
    let outcome = Outcome::Reply {
        content_type: "application/octet-stream".to_owned(),
        bytes: Bytes::from_static(b"a\0\0\0\0\0\0\0\0b"),
        streaming: true,
    };
    let response = url_client_of(&outcome);
    assert_eq!(status_and_body(&response), (200, "a\0\0\0\0\0\0\0\0b"));
    assert_eq!(lines(&response, "content-type"), ["application/octet-stream"]);
}

#[test]
fn a_streaming_url_passes_a_buffered_result_through_as_body() {
    let result = r#"{"statusCode":418,"body":"x"}"#;
    assert_eq!(status_and_body(&url_client_of(&Outcome::json(result))), (200, result));
}

#[test]
fn a_prelude_that_is_cut_off_or_no_json_is_a_failure() {
    let cut = format!("{{}}{}", &NULS[1..]);
    for outcome in [Outcome::stream(cut), stream("not json", "x"), stream("[]", "x")] {
        assert_eq!(url_client_of(&outcome).status(), 502);
        assert_eq!(RestApi::new().stream().get("/").response(&outcome).status(), 502);
    }
}

#[test]
fn a_streaming_rest_api_wants_a_prelude() {
    let response = RestApi::new().stream().get("/").response(&Outcome::json("{}"));
    assert_eq!(response.status(), 502);
}

#[test]
fn a_streaming_rest_api_needs_no_binary_media_types() {
    let bytes = [b"{}".as_slice(), NULS.as_bytes(), b"\x00\xff"].concat();
    let response = RestApi::new().stream().get("/").response(&Outcome::stream(bytes));
    assert_eq!(response.body(), &b"\x00\xff"[..]);
}

#[test]
fn a_stream_may_be_larger_than_a_buffered_result() {
    let body = "x".repeat(6_291_557);
    assert_eq!(url_client_of(&stream("{}", &body)).body().len(), body.len());
}

#[test]
fn a_door_that_buffers_takes_a_stream_for_a_broken_result() {
    let outcome = stream(r#"{"statusCode":200}"#, "x");
    assert_eq!(FunctionUrl::new().get("/").response(&outcome).status(), 502);
    assert_eq!(RestApi::new().get("/").response(&outcome).status(), 502);
    assert_eq!(HttpApi::new().get("/").response(&outcome).status(), 500);
}

#[test]
fn a_streamed_response_to_head_has_no_body() {
    let url = FunctionUrl::new().response_stream();
    let response = url.head("/").response(&stream(r#"{"statusCode":202}"#, "x"));
    assert_eq!(status_and_body(&response), (202, ""));
}
