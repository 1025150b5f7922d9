//! The server of `cargo sls dev`: Lambda's Invoke API and HTTP, in front of a real process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use sls_test::cli::Output;
use sls_test::cli::dev::{Door, Server, Serving};
use sls_test::process::FunctionBuilder;

use super::client::{Answer, raw, request, try_request};
use super::printed::Printed;
use super::scripted::function;

const INVOKE: &str = "/2015-03-31/functions/scripted/invocations";

struct Dev {
    address: SocketAddr,
    printed: Printed,
    _serving: Serving,
}

impl Dev {
    async fn start() -> Self {
        Self::of(function(), Door::FunctionUrl).await
    }

    /// A server whose function answers every HTTP request so.
    async fn answering(door: Door, answer: &Value) -> Self {
        Self::of(function().env("ANSWER", answer.to_string()), door).await
    }

    async fn of(function: FunctionBuilder, door: Door) -> Self {
        let function = Arc::new(function.start().await.unwrap());
        let server = Server::bind(0).await.unwrap();
        let address = server.address().unwrap();
        let printed = Printed::default();
        let serving = server.serve(function, door, Output::to(printed.clone()));
        Self { address, printed, _serving: serving }
    }

    async fn invoke(&self, headers: &[(&str, &str)], payload: &str) -> Answer {
        request(self.address, Method::POST, INVOKE, headers, payload.to_owned()).await
    }

    async fn http(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Answer {
        request(self.address, method, path, &[], body).await
    }
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, error_type: &str, body: Value) {
    assert_eq!(answer.status, status);
    assert_eq!(answer.header("x-amzn-errortype"), Some(error_type));
    assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap(), body);
}

#[tokio::test]
async fn an_invocation_returns_what_the_function_returns() {
    let dev = Dev::start().await;
    let answer = dev.invoke(&[], r#""answer [1]""#).await;
    answer.assert(200, "[1]");
    assert_eq!(answer.header("x-amz-executed-version"), Some("$LATEST"));
    assert_eq!(answer.header("x-amz-function-error"), None);
    assert_eq!(answer.header("x-amz-log-result"), None);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36));
}

#[tokio::test]
async fn an_error_of_the_function_is_unhandled() {
    let dev = Dev::start().await;
    let error = r#"{"errorMessage":"boom","errorType":"X"}"#;
    let script = Value::from(format!("error {error}")).to_string().replace("\\\"", "'");
    let answer = dev.invoke(&[], &script).await;
    answer.assert(200, &error.replace('"', "'"));
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    assert_eq!(answer.header("x-amz-executed-version"), Some("$LATEST"));
}

#[tokio::test]
async fn a_process_that_ends_is_an_error_of_the_function() {
    let dev = Dev::start().await;
    let answer = dev.invoke(&[], r#""exit 3""#).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("x-amz-function-error")),
        (200, Some("Unhandled"))
    );
    let payload: Value = serde_json::from_slice(&answer.body).unwrap();
    let id = answer.header("x-amzn-requestid").unwrap();
    assert_eq!(
        payload,
        json!({
            "errorType": "Runtime.ExitError",
            "errorMessage": format!("RequestId: {id} Error: Runtime exited with error: exit status 3"),
        })
    );
}

#[tokio::test]
async fn a_timeout_is_an_error_of_the_function() {
    let dev = Dev::of(function().timeout(Duration::from_millis(100)), Door::default()).await;
    let answer = dev.invoke(&[], r#""hang""#).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("x-amz-function-error")),
        (200, Some("Unhandled"))
    );
    let payload: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(payload["errorType"], "Sandbox.Timedout");
}

#[tokio::test]
async fn the_log_tail_comes_with_the_result() {
    let dev = Dev::start().await;
    let answer = dev.invoke(&[("x-amz-log-type", "Tail")], r#""print hello; answer 1""#).await;
    let log = STANDARD.decode(answer.header("x-amz-log-result").unwrap()).unwrap();
    let log = String::from_utf8(log).unwrap();
    assert!(log.starts_with("START RequestId: "), "{log}");
    assert!(log.contains("\nhello\nEND RequestId: "), "{log}");
}

#[tokio::test]
async fn an_asynchronous_invocation_is_accepted_and_carried_out() {
    let dev = Dev::start().await;
    let answer =
        dev.invoke(&[("x-amz-invocation-type", "Event")], r#""print later; answer 1""#).await;
    answer.assert(202, "");
    assert_eq!(answer.header("x-amz-executed-version"), None);
    // Invocations take turns: when the next one is answered, this one was carried out.
    dev.invoke(&[], r#""answer 2""#).await.assert(200, "2");
    assert_eq!(dev.printed.lines().len(), 2);
}

#[tokio::test]
async fn a_dry_run_invokes_nothing() {
    let dev = Dev::start().await;
    dev.invoke(&[("x-amz-invocation-type", "DryRun")], r#""exit 1""#).await.assert(204, "");
    dev.invoke(&[], "1").await.assert(200, "1");
    assert_eq!(dev.printed.lines().len(), 1);
}

#[tokio::test]
async fn no_payload_is_an_empty_object() {
    Dev::start().await.invoke(&[], "").await.assert(200, "{}");
}

#[tokio::test]
async fn a_payload_that_is_not_json_is_refused() {
    let answer = Dev::start().await.invoke(&[], "{nope").await;
    assert_refused(
        &answer,
        400,
        "InvalidRequestContentException",
        json!({
            "Type": "User",
            "message": "Could not parse request body into json: Could not parse payload into json: \
                        key must be a string at line 1 column 2",
        }),
    );
}

#[tokio::test]
async fn an_unknown_function_is_not_found() {
    let dev = Dev::start().await;
    let path = "/2015-03-31/functions/other/invocations";
    let answer = request(dev.address, Method::POST, path, &[], "{}").await;
    assert_refused(
        &answer,
        404,
        "ResourceNotFoundException",
        json!({
            "Type": "User",
            "Message": "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:other \
                        (this server runs the function `scripted`)",
        }),
    );
}

#[tokio::test]
async fn the_function_answers_to_its_arn_and_qualifier() {
    let dev = Dev::start().await;
    let names = [
        ("scripted%3A3", "3"),
        ("scripted?Qualifier=live", "$LATEST"),
        ("arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Ascripted%3A7", "7"),
    ];
    for (name, version) in names {
        let (name, query) = name.split_once('?').unwrap_or((name, ""));
        let path = format!("/2015-03-31/functions/{name}/invocations?{query}");
        let answer = request(dev.address, Method::POST, &path, &[], "1").await;
        answer.assert(200, "1");
        assert_eq!(answer.header("x-amz-executed-version"), Some(version), "{name}");
    }
}

#[tokio::test]
async fn a_payload_over_the_limit_is_refused() {
    let dev = Dev::start().await;
    let limit = 6_291_556;
    let largest = format!("\"answer {}\"", "x".repeat(limit - 9));
    dev.invoke(&[], &largest).await.assert(200, &"x".repeat(limit - 9));
    assert_refused(
        &dev.invoke(&[], &format!("{largest} ")).await,
        413,
        "RequestTooLargeException",
        json!({
            "Type": "User",
            "message": "Request must be smaller than 6291556 bytes for the InvokeFunction operation",
        }),
    );
    let event = [("x-amz-invocation-type", "Event")];
    assert_eq!(dev.invoke(&event, &"1".repeat((1 << 20) + 1)).await.status, 413);
}

#[tokio::test]
async fn a_bad_client_context_or_invocation_type_is_refused() {
    let dev = Dev::start().await;
    let bad = STANDARD.encode("[1]");
    assert_refused(
        &dev.invoke(&[("x-amz-client-context", &bad)], "1").await,
        400,
        "InvalidRequestContentException",
        json!({
            "Type": "User",
            "message": "Client context must be a valid Base64-encoded JSON object.",
        }),
    );
    let good = STANDARD.encode("{\n \"custom\": {}\n}");
    dev.invoke(&[("x-amz-client-context", &good)], "1").await.assert(200, "1");
    let answer = dev.invoke(&[("x-amz-invocation-type", "Sometimes")], "1").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("x-amzn-errortype"), Some("ValidationException"));
}

#[tokio::test]
async fn a_streamed_answer_is_collected_for_invoke() {
    Dev::start().await.invoke(&[], r#""stream abc""#).await.assert(200, "abc");
}

#[tokio::test]
async fn the_one_function_is_listed() {
    let dev = Dev::start().await;
    let answer = dev.http(Method::GET, "/2015-03-31/functions/", "").await;
    let list: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(list["Functions"][0]["FunctionName"], "scripted");
}

#[tokio::test]
async fn a_request_becomes_the_event_of_the_front_door() {
    let cases = [
        (Door::FunctionUrl, "/requestContext/http/method", "/rawPath"),
        (Door::HttpApi, "/requestContext/http/method", "/rawPath"),
    ];
    for (door, method, path) in cases {
        let dev = Dev::of(function(), door).await;
        let answer = dev.http(Method::PUT, "/a/b?c=d", "text").await;
        let event: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(event.pointer(method).unwrap(), "PUT", "{door:?}");
        assert_eq!(event.pointer(path).unwrap(), "/a/b", "{door:?}");
    }
}

#[tokio::test]
async fn every_front_door_answers_with_status_and_body() {
    let doors = [
        Door::FunctionUrl,
        Door::HttpApi,
        Door::HttpApiV1,
        Door::Rest,
        Door::Alb,
        Door::VpcLattice,
    ];
    for door in doors {
        let reply = json!({"statusCode": 201, "headers": {"x-mine": "7"}, "body": "made"});
        let dev = Dev::answering(door, &reply).await;
        let answer = dev.http(Method::POST, "/orders", "").await;
        answer.assert(201, "made");
        assert_eq!(answer.header("x-mine"), Some("7"), "{door:?}");
    }
}

#[tokio::test]
async fn cookies_and_binary_bodies_reach_the_browser() {
    let reply = json!({
        "statusCode": 200,
        "headers": {"content-type": "image/png"},
        "cookies": ["a=1; HttpOnly", "b=2"],
        "body": STANDARD.encode([0, 159, 146, 150]),
        "isBase64Encoded": true,
    });
    let dev = Dev::answering(Door::FunctionUrl, &reply).await;
    let answer = dev.http(Method::GET, "/logo.png", "").await;
    assert_eq!(answer.body, [0, 159, 146, 150].as_slice());
    let cookies = answer.headers.get_all("set-cookie").iter().collect::<Vec<_>>();
    assert_eq!(cookies, ["a=1; HttpOnly", "b=2"]);
}

#[tokio::test]
async fn a_binary_request_body_arrives_whole() {
    let dev = Dev::start().await;
    let answer = dev.http(Method::POST, "/upload", vec![0, 159, 146, 150]).await;
    let event: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(event["isBase64Encoded"], true);
    assert_eq!(event["body"], STANDARD.encode([0, 159, 146, 150]));
}

#[tokio::test]
async fn head_and_options_are_passed_on() {
    let reply = json!({"statusCode": 200, "headers": {"allow": "GET"}, "body": "text"});
    let dev = Dev::answering(Door::FunctionUrl, &reply).await;
    let head = dev.http(Method::HEAD, "/", "").await;
    head.assert(200, "");
    assert_eq!(head.header("allow"), Some("GET"));
    dev.http(Method::OPTIONS, "/", "").await.assert(200, "text");
    let lines = dev.printed.lines();
    assert!(lines[0].contains("HEAD /"), "{lines:?}");
    assert!(lines[1].contains("OPTIONS /"), "{lines:?}");
}

#[tokio::test]
async fn a_function_error_is_the_front_doors_and_its_reason_is_printed() {
    let dev =
        Dev::of(function().env("ANSWER", "x").env("START", "exit 4"), Door::FunctionUrl).await;
    dev.http(Method::GET, "/", "").await.assert(502, "Internal Server Error");
    let lines = dev.printed.lines();
    assert!(lines[0].contains(" 502 "), "{lines:?}");
    assert!(lines[1].contains("exit status 4"), "{lines:?}");
}

#[tokio::test]
async fn requests_of_other_hosts_are_refused() {
    let dev = Dev::start().await;
    for path in ["/", INVOKE] {
        let answer =
            request(dev.address, Method::POST, path, &[("host", "evil.example")], "1").await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.body.starts_with(b"403: this server answers requests to 127.0.0.1"));
    }
    assert!(dev.printed.lines().is_empty());
    let nameless = raw(dev.address, b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert!(nameless.starts_with("HTTP/1.1 403 "), "{nameless}");
}

#[tokio::test]
async fn one_line_is_printed_for_each_invocation() {
    let dev = Dev::start().await;
    dev.invoke(&[], r#""answer 1""#).await;
    dev.invoke(&[], r#""exit 3""#).await;
    dev.http(Method::GET, "/orders/42?full=1", "").await;
    let lines = dev.printed.lines();
    let words = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let words = words.collect::<Vec<_>>();
    let [direct, failed, reason, http] = &words[..] else { panic!("{lines:?}") };
    assert_eq!((direct[0], direct[1], *direct.last().unwrap()), ("direct", "ok", "cold"));
    assert_eq!((failed[0], failed[1], *failed.last().unwrap()), ("direct", "error", "warm"));
    assert_eq!(reason[0], "Runtime.ExitError:");
    assert_eq!(http[..4], ["function_url", "GET", "/orders/42", "200"]);
    assert_eq!(http[http.len() - 4..], ["billed", http[http.len() - 3], "ms", "cold"]);
}

mod streaming {
    use super::*;

    const PRELUDE: &str = r#"{'statusCode':201,'headers':{'x-mine':'7'}}"#;

    /// A server whose function streams `text` as the program's `ANSWER`.
    async fn streaming(content_type: &str, text: &str) -> Dev {
        let function = function().env("STREAM", content_type).env("ANSWER", text);
        Dev::of(function, Door::FunctionUrl).await
    }

    #[tokio::test]
    async fn a_prelude_becomes_status_and_headers() {
        let text = format!("{}{}body", PRELUDE.replace('\'', "\""), "\\0".repeat(8));
        let dev = streaming("application/vnd.awslambda.http-integration-response", &text).await;
        let answer = dev.http(Method::GET, "/", "").await;
        answer.assert(201, "body");
        assert_eq!(answer.header("x-mine"), Some("7"));
        assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
        assert!(dev.printed.lines()[0].contains(" 201 "), "{:?}", dev.printed.lines());
    }

    #[tokio::test]
    async fn a_stream_without_a_prelude_is_the_body() {
        let dev = streaming("text/event-stream", "data: 1").await;
        dev.http(Method::GET, "/", "").await.assert(200, "data: 1");
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off_breaks_the_connection() {
        let dev = streaming("text/event-stream", "TRUNCATED").await;
        let answer = try_request(dev.address, Method::GET, "/", &[], "").await;
        assert!(answer.is_err(), "the stream ends as if it were whole");
        assert!(dev.printed.lines()[1].contains("truncated"), "{:?}", dev.printed.lines());
    }
}
