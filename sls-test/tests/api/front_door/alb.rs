//! Application Load Balancers, in both header modes.

use bytes::Bytes;
use serde_json::{Value, json};
use sls_test::front_door::{Alb, GatewayError, Outcome};

use super::{lines, returned, status_and_body};

fn client_of(door: &Alb, result: impl Into<Value>) -> http::Response<Bytes> {
    door.get("/").response(&returned(result))
}

#[track_caller]
fn assert_bad_gateway(response: &http::Response<Bytes>) {
    let (status, body) = status_and_body(response);
    assert_eq!(status, 502);
    assert!(body.starts_with("<html>\r\n<head><title>502 Bad Gateway</title></head>"), "{body}");
    assert_eq!(lines(response, "content-type"), ["text/html"]);
    assert_eq!(lines(response, "server"), ["awselb/2.0"]);
}

#[test]
fn the_event_names_its_target_group_and_has_an_empty_body() {
    let event = Alb::new().target_group("orders/0011").get("/").event();
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0011";
    assert_eq!(event["requestContext"], json!({ "elb": { "targetGroupArn": arn } }));
    assert_eq!(event["body"], "");
    assert_eq!(event["isBase64Encoded"], false);
    assert_eq!(event["queryStringParameters"], json!({}));
}

#[test]
fn the_path_and_the_query_are_not_decoded() {
    let event = Alb::new().get("/a%20b?q=x%2By&k%20=+&empty").event();
    assert_eq!(event["path"], "/a%20b");
    let query = json!({ "q": "x%2By", "k%20": "+", "empty": "" });
    assert_eq!(event["queryStringParameters"], query);
}

#[test]
fn without_multi_value_headers_the_last_duplicate_wins() {
    let event = Alb::new().get("/?a=1&a=2").header("X-A", "1").header("X-A", "2").event();
    assert_eq!(event["headers"]["x-a"], "2");
    assert_eq!(event["queryStringParameters"]["a"], "2");
    assert_eq!(event.get("multiValueHeaders"), None);
    assert_eq!(event.get("multiValueQueryStringParameters"), None);
}

#[test]
fn with_multi_value_headers_there_are_only_lists() {
    let door = Alb::new().multi_value_headers();
    let event = door.get("/?a=1&a=2").header("X-A", "1").header("X-A", "2").event();
    assert_eq!(event["multiValueHeaders"]["x-a"], json!(["1", "2"]));
    assert_eq!(event["multiValueQueryStringParameters"], json!({ "a": ["1", "2"] }));
    assert_eq!(event.get("headers"), None);
    assert_eq!(event.get("queryStringParameters"), None);
}

#[test]
fn the_listener_decides_on_port_and_protocol() {
    let event = Alb::new().get("/").event();
    assert_eq!(event["headers"]["x-forwarded-port"], "80");
    assert_eq!(event["headers"]["x-forwarded-proto"], "http");
    let event = Alb::new().https().get("/").event();
    assert_eq!(event["headers"]["x-forwarded-port"], "443");
    assert_eq!(event["headers"]["x-forwarded-proto"], "https");
}

#[test]
fn a_trace_of_the_client_gets_a_field_of_the_load_balancers_own() {
    let event = Alb::new().get("/").header("X-Amzn-Trace-Id", "Root=1-66ad0000-abc").event();
    let trace = event["headers"]["x-amzn-trace-id"].as_str().expect("a trace");
    assert!(trace.starts_with("Self=1-"), "{trace}");
    assert!(trace.ends_with(";Root=1-66ad0000-abc"), "{trace}");
}

#[test]
fn the_content_type_and_encoding_decide_whether_a_body_is_base64() {
    for (name, value, base64) in [
        ("content-type", "text/html", false),
        ("content-type", "application/json", false),
        ("content-type", "application/javascript", false),
        ("content-type", "application/xml", false),
        ("content-type", "image/png", true),
        ("x-no-type", "", true),
    ] {
        let event = Alb::new().post("/").header(name, value).body("hi").event();
        assert_eq!(event["isBase64Encoded"], base64, "{value}");
    }
    let zipped = Alb::new().post("/").header("content-encoding", "gzip").text("hi").event();
    assert_eq!(zipped["isBase64Encoded"], true);
    assert_eq!(zipped["body"], "aGk=");
}

#[test]
fn a_health_check_brings_nothing_but_its_user_agent() {
    let event = Alb::new().health_check("/healthy").event();
    assert_eq!(event["path"], "/healthy");
    assert_eq!(event["headers"], json!({ "user-agent": "ELB-HealthChecker/2.0" }));
    assert_eq!(event["queryStringParameters"], json!({}));
    let event = Alb::new().multi_value_headers().health_check("/").event();
    assert_eq!(event["multiValueHeaders"], json!({ "user-agent": ["ELB-HealthChecker/2.0"] }));
}

#[test]
fn an_upgrade_to_websocket_is_400() {
    let refusal = Alb::new().get("/").header("Upgrade", "websocket").try_event();
    assert_eq!(refusal.expect_err("refused").status(), 400);
}

#[test]
fn one_megabyte_is_the_most_both_ways() {
    const MEGABYTE: usize = 1024 * 1024;
    assert!(Alb::new().post("/").text("x".repeat(MEGABYTE)).try_event().is_ok());
    let refusal = Alb::new().post("/").text("x".repeat(MEGABYTE + 1)).try_event();
    assert_eq!(refusal.expect_err("too large").status(), 413);

    let around = json!({ "body": "", "statusCode": 200 }).to_string().len();
    let of_size = |size| json!({ "statusCode": 200, "body": "x".repeat(size) });
    assert_eq!(client_of(&Alb::new(), of_size(MEGABYTE - around)).status(), 200);
    assert_bad_gateway(&client_of(&Alb::new(), of_size(MEGABYTE - around + 1)));
}

#[test]
fn a_full_reply_arrives_and_its_description_is_optional() {
    let response = client_of(
        &Alb::new(),
        json!({
            "statusCode": 200, "statusDescription": "200 OK", "body": "AP8=",
            "headers": { "content-type": "image/png" }, "isBase64Encoded": true,
        }),
    );
    assert_eq!(response.status(), 200);
    assert_eq!(response.body(), &b"\x00\xff"[..]);
    assert_eq!(client_of(&Alb::new(), json!({ "statusCode": 204 })).status(), 204);
}

#[test]
fn malformed_results_are_502_in_html() {
    for result in [
        json!({}),
        json!({ "body": "x" }),
        json!("text"),
        json!(null),
        json!({ "statusCode": 200, "body": 1 }),
        json!({ "statusCode": 200, "headers": { "n": 1 } }),
        json!({ "statusCode": 200, "body": "!", "isBase64Encoded": true }),
    ] {
        assert_bad_gateway(&client_of(&Alb::new(), result));
    }
    assert_bad_gateway(&Alb::new().get("/").response(&Outcome::json("<html>")));
}

#[test]
fn failures_timeouts_and_throttling_are_502() {
    for outcome in [Outcome::FunctionError, Outcome::TimedOut, Outcome::Throttled] {
        assert_bad_gateway(&Alb::new().get("/").response(&outcome));
    }
}

#[test]
fn connection_headers_are_removed_from_replies() {
    let headers = json!({ "Connection": "close", "Transfer-Encoding": "chunked", "x": "1" });
    let response = client_of(&Alb::new(), json!({ "statusCode": 200, "headers": headers }));
    assert!(!response.headers().contains_key("connection"));
    assert!(!response.headers().contains_key("transfer-encoding"));
    assert_eq!(lines(&response, "x"), ["1"]);
}

#[test]
fn without_multi_value_headers_lists_in_a_reply_do_not_count() {
    let result = json!({ "statusCode": 200, "multiValueHeaders": { "x": ["1"] } });
    assert!(!client_of(&Alb::new(), result).headers().contains_key("x"));
}

#[test]
fn with_multi_value_headers_a_reply_needs_lists() {
    let door = Alb::new().multi_value_headers();
    let lists = json!({ "statusCode": 200, "multiValueHeaders": { "set-cookie": ["a=1", "b=2"] } });
    assert_eq!(lines(&client_of(&door, lists), "set-cookie"), ["a=1", "b=2"]);

    let single = json!({ "statusCode": 200, "headers": { "x": "1" } });
    assert_bad_gateway(&client_of(&door, single.clone()));
    let ignored = client_of(&door.ignore_single_value_headers(), single);
    assert_eq!(ignored.status(), 200);
    assert!(!ignored.headers().contains_key("x"));
}

#[test]
fn an_answer_of_the_load_balancer_can_be_changed() {
    let door = Alb::new().gateway_response(GatewayError::Throttled, 503, "busy");
    let response = door.get("/").response(&Outcome::Throttled);
    assert_eq!(status_and_body(&response), (503, "busy"));
}
