//! WebSocket APIs: opening, messages, replies, closing.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::Ids;
use sls_test::front_door::{Connection, Frame, GatewayError, Outcome, Setting, WebSocket};

use super::{lines, returned, status_and_body};

fn connected(api: &WebSocket) -> Connection {
    Connection::opened_by(&api.connect("/").event()).expect("a $connect event")
}

/// The event of a message, or the frame sent instead.
fn message(api: &WebSocket, frame: impl Into<Frame>) -> Result<Value, Frame> {
    let ids = Ids::default();
    let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH + Duration::from_secs(1_771_787_258));
    let connection = api.open(&api.connect("/").request(), &setting);
    api.message(&connection, frame, &setting)
}

#[track_caller]
fn route_of(api: &WebSocket, text: &str) -> String {
    let event = message(api, text).expect("an event");
    event["requestContext"]["routeKey"].as_str().expect("a route key").to_owned()
}

#[test]
fn the_connect_event_has_headers_and_query_but_no_message() {
    let request = WebSocket::new().connect("/?room=7&room=8").header("Sec-WebSocket-Key", "k");
    let event = request.header("User-Agent", "ws").header("Upgrade", "websocket").event();
    let context = &event["requestContext"];
    assert_eq!(context["eventType"], "CONNECT");
    assert_eq!(context["routeKey"], "$connect");
    assert_eq!(context["messageDirection"], "IN");
    assert_eq!(context["stage"], "prod");
    assert_eq!(context["identity"], json!({ "sourceIp": "203.0.113.9", "userAgent": "ws" }));
    assert_eq!(context["connectedAt"], context["requestTimeEpoch"]);
    assert_eq!(context.get("messageId"), None);
    assert_eq!(event.get("body"), None);
    assert_eq!(event["isBase64Encoded"], false);
    assert_eq!(event["headers"]["Sec-WebSocket-Key"], "k");
    assert_eq!(event["headers"].get("Upgrade"), None);
    assert_eq!(event["queryStringParameters"]["room"], "8");
    assert_eq!(event["multiValueQueryStringParameters"]["room"], json!(["7", "8"]));
}

#[test]
fn a_connect_event_without_a_query_has_no_query_fields() {
    let event = WebSocket::new().connect("/").event();
    assert_eq!(event.get("queryStringParameters"), None);
    assert_eq!(event.get("multiValueQueryStringParameters"), None);
}

#[test]
fn a_2xx_opens_the_connection_and_passes_the_sub_protocol_on() {
    let request = WebSocket::new().connect("/");
    let headers = json!({ "Sec-WebSocket-Protocol": "graphql-ws", "x-other": "1" });
    let response = request.response(&returned(json!({ "statusCode": 200, "headers": headers })));
    assert_eq!(status_and_body(&response), (101, ""));
    assert_eq!(lines(&response, "sec-websocket-protocol"), ["graphql-ws"]);
    assert_eq!(lines(&response, "upgrade"), ["websocket"]);
    assert!(!response.headers().contains_key("x-other"));
}

#[test]
fn another_status_refuses_the_upgrade_with_that_status() {
    let request = WebSocket::new().connect("/");
    for status in [401, 302, 500] {
        assert_eq!(request.response(&returned(json!({ "statusCode": status }))).status(), status);
    }
}

#[test]
fn a_function_that_fails_refuses_the_upgrade() {
    let api = WebSocket::new();
    assert_eq!(api.connect("/").response(&Outcome::FunctionError).status(), 502);
    assert_eq!(api.connect("/").response(&returned(json!({}))).status(), 502);
    let api = api.gateway_response(GatewayError::FunctionFailed, 500, "");
    assert_eq!(api.connect("/").response(&Outcome::FunctionError).status(), 500);
}

#[test]
fn without_a_connect_route_connections_open_without_the_function() {
    let refusal = WebSocket::new().route_key("send").connect("/").try_event();
    assert_eq!(refusal.expect_err("no invocation").status(), 101);
}

#[test]
fn a_message_event_has_no_headers_and_belongs_to_its_connection() {
    let api = WebSocket::new();
    let connection = connected(&api);
    let ids = Ids::default();
    let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH + Duration::from_secs(1_771_787_257));
    let event = api.message(&connection, r#"{"a":1}"#, &setting).expect("an event");
    let context = &event["requestContext"];
    assert_eq!(context["eventType"], "MESSAGE");
    assert_eq!(context["connectionId"], connection.id());
    assert_eq!(context["requestTime"], "22/Feb/2026:19:07:37 +0000");
    assert!(context["messageId"].is_string());
    assert_eq!(context["requestId"], context["extendedRequestId"]);
    assert_eq!(event["body"], r#"{"a":1}"#);
    assert_eq!(event["isBase64Encoded"], false);
    assert_eq!(event.get("headers"), None);
}

#[test]
fn a_message_names_its_route_and_everything_else_is_default() {
    let api = WebSocket::new().route_key("$default").route_key("send");
    assert_eq!(route_of(&api, r#"{"action":"send"}"#), "send");
    for text in [r#"{"action":"other"}"#, "not json", r#"{"action":1}"#, "[]", ""] {
        assert_eq!(route_of(&api, text), "$default", "{text}");
    }
    let connects = WebSocket::new();
    assert_eq!(route_of(&connects, r#"{"action":"$connect"}"#), "$default");
}

#[test]
fn the_route_selection_expression_can_be_changed() {
    let api = WebSocket::new().route_key("send");
    let api = api.route_selection_expression("$request.body.to.do");
    assert_eq!(route_of(&api, r#"{"to":{"do":"send"}}"#), "send");
}

#[test]
fn a_message_without_a_route_gets_an_error_frame() {
    let api = WebSocket::new().route_key("$connect").route_key("send");
    let Err(Frame::Text(text)) = message(&api, "hello") else { panic!("an error frame") };
    let error: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(error["message"], "Forbidden");
    assert!(error["connectionId"].is_string() && error["requestId"].is_string(), "{text}");
}

#[test]
fn bytes_and_long_messages_close_the_connection() {
    let api = WebSocket::new();
    let close = |code| Err(Frame::Close { code, reason: String::new() });
    assert_eq!(message(&api, Frame::Binary(vec![1].into())), close(1003));
    assert_eq!(message(&api, "x".repeat(128 * 1024 + 1)), close(1009));
    assert!(message(&api, "x".repeat(128 * 1024)).is_ok());
}

#[test]
fn only_a_route_with_a_response_sends_the_body_back() {
    let api = WebSocket::new().route_key("$connect").route_key("ask").route_key("tell");
    let api = api.route_response("ask");
    let reply = returned(json!({ "statusCode": 200, "body": "pong" }));
    let ask = message(&api, r#"{"action":"ask"}"#).expect("an event");
    assert_eq!(api.reply(&ask, &reply), Some(Frame::from("pong")));
    let tell = message(&api, r#"{"action":"tell"}"#).expect("an event");
    assert_eq!(api.reply(&tell, &reply), None);
    assert_eq!(api.reply(&ask, &returned(json!({ "statusCode": 200 }))), None);
}

#[test]
fn a_function_that_fails_sends_an_error_frame() {
    let api = WebSocket::new();
    let event = message(&api, "hello").expect("an event");
    let context = &event["requestContext"];
    let expected = format!(
        r#"{{"message":"Internal server error","connectionId":{},"requestId":{}}}"#,
        context["connectionId"], context["requestId"]
    );
    for outcome in [Outcome::FunctionError, Outcome::TimedOut] {
        assert_eq!(api.reply(&event, &outcome), Some(Frame::Text(expected.clone())));
    }
}

#[test]
fn the_disconnect_event_says_code_and_reason() {
    let api = WebSocket::new();
    let connection = connected(&api);
    let ids = Ids::default();
    let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH);
    let event = api.disconnect(&connection, 1001, "Going away", &setting);
    let context = &event["requestContext"];
    assert_eq!(context["eventType"], "DISCONNECT");
    assert_eq!(context["routeKey"], "$disconnect");
    assert_eq!(context["disconnectStatusCode"], 1001);
    assert_eq!(context["disconnectReason"], "Going away");
    assert_eq!(context["connectionId"], connection.id());
    let headers = event["headers"].as_object().expect("headers");
    let names: BTreeSet<_> = headers.keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["Host", "x-api-key", "X-Forwarded-For", "x-restapi"]));
    assert_eq!(event.get("body"), None);
}

#[test]
fn only_a_connect_event_opens_a_connection() {
    let api = WebSocket::new();
    let event = message(&api, "hello").expect("an event");
    assert_eq!(Connection::opened_by(&event), None);
    assert_eq!(Connection::opened_by(&json!({})), None);
}
