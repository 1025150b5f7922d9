//! `GET /runtime/invocation/next`: what comes with an event, and when.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use serde_json::json;
use sls_core::Clock;
use sls_test::Ids;
use sls_test::runtime_api::{InvokeRequest, RuntimeApi};

use super::client::{Runtime, raw};

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_789_000_000)
    }
}

#[tokio::test]
async fn an_event_comes_with_its_whole_context() {
    let api = RuntimeApi::builder()
        .clock(Arc::new(Stopped))
        .function_arn("arn:aws:lambda:eu-west-1:111122223333:function:f")
        .timeout(Duration::from_secs(3))
        .start()
        .await
        .unwrap();
    let _invoked = api.invoke(
        InvokeRequest::json(&json!({"a": [1, "ü"]}))
            .request_id("5f0e7a3c-0b5e-4c53-9f0f-2d9d9c9d1a11")
            .function_arn("arn:aws:lambda:eu-west-1:111122223333:function:f:live")
            .trace_id("Root=1-65f0aaaa-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1")
            .client_context(r#"{"custom":{"k":"v"}}"#)
            .identity(r#"{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}"#)
            .tenant_id("acme"),
    );
    let event = Runtime::connect(&api).await.next().await;
    event.assert(200, r#"{"a":[1,"ü"]}"#);
    let headers = [
        ("lambda-runtime-aws-request-id", "5f0e7a3c-0b5e-4c53-9f0f-2d9d9c9d1a11"),
        ("lambda-runtime-deadline-ms", "1789000003000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-west-1:111122223333:function:f:live",
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-65f0aaaa-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1",
        ),
        ("lambda-runtime-client-context", r#"{"custom":{"k":"v"}}"#),
        (
            "lambda-runtime-cognito-identity",
            r#"{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}"#,
        ),
        ("lambda-runtime-aws-tenant-id", "acme"),
        ("content-type", "application/json"),
    ];
    for (name, value) in headers {
        assert_eq!(event.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_header_without_a_value_is_left_out() {
    let api = RuntimeApi::start().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("{}").trace_id("").tenant_id(""));
    let event = Runtime::connect(&api).await.next().await;
    let absent = [
        "lambda-runtime-trace-id",
        "lambda-runtime-client-context",
        "lambda-runtime-cognito-identity",
        "lambda-runtime-aws-tenant-id",
        "lambda-runtime-invocation-id",
    ];
    for name in absent {
        assert_eq!(event.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn header_names_are_written_as_lambda_writes_them() {
    let api = RuntimeApi::start().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let call =
        b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = raw(api.address(), call).await;
    assert!(answer.contains("\r\nLambda-Runtime-Aws-Request-Id: id-1\r\n"), "{answer}");
}

#[tokio::test]
async fn ids_are_fresh_for_each_invocation() {
    let api = RuntimeApi::builder().ids(Ids::seeded(7)).start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..3 {
        let invoked = api.invoke(InvokeRequest::new("{}"));
        let event = runtime.next().await;
        let id = event.header("lambda-runtime-aws-request-id").unwrap();
        assert_eq!(id, invoked.request_id());
        assert!(seen.insert(id.to_owned()), "{id} came twice");
        let trace = event.header("lambda-runtime-trace-id").unwrap();
        assert!(seen.insert(trace.to_owned()), "{trace} came twice");
        runtime.respond(id, "null").await.assert_accepted();
    }
}

#[tokio::test]
async fn the_call_waits_for_an_event() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let waiting = tokio::spawn(async move { runtime.next().await });
    api.ready().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("1"));
    waiting.await.unwrap().assert(200, "1");
}

#[tokio::test]
async fn events_come_in_the_order_of_their_invocation() {
    let api = RuntimeApi::start().await.unwrap();
    let invoked =
        ["1", "2", "3"].map(|event| api.invoke(InvokeRequest::new(event).request_id(event)));
    assert_eq!(api.queued(), 3);
    let mut runtime = Runtime::connect(&api).await;
    for event in ["1", "2", "3"] {
        runtime.next().await.assert(200, event);
        runtime.respond(event, format!("{event}0")).await.assert_accepted();
    }
    for (invoked, answer) in invoked.into_iter().zip(["10", "20", "30"]) {
        assert_eq!(invoked.await.payload(), answer);
    }
}

#[tokio::test]
async fn an_event_that_was_not_answered_comes_again() {
    let api = RuntimeApi::start().await.unwrap();
    let _first = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let _second = api.invoke(InvokeRequest::new("2"));
    let mut runtime = Runtime::connect(&api).await;
    for _ in 0..2 {
        let event = runtime.next().await;
        event.assert(200, "1");
        assert_eq!(event.header("lambda-runtime-aws-request-id"), Some("id-1"));
    }
}

#[tokio::test]
async fn a_runtime_that_hangs_up_while_waiting_loses_no_event() {
    let api = RuntimeApi::start().await.unwrap();
    let mut gone = Runtime::connect(&api).await;
    let waiting = tokio::spawn(async move { gone.next().await.status });
    api.ready().await.unwrap();
    waiting.abort();
    while api.ready().now_or_never().is_some() {
        tokio::task::yield_now().await;
    }
    let _invoked = api.invoke(InvokeRequest::new("1"));
    let event = Runtime::connect(&api).await.next().await;
    event.assert(200, "1");
}

#[tokio::test]
async fn ping_is_answered_with_pong() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    runtime.call(http::Method::GET, "/ping", &[], "").await.assert(200, "pong");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let unknown = runtime.call(http::Method::GET, "/runtime/unknown", &[], "").await;
    assert_eq!(unknown.status, 404);
    assert_eq!(runtime.post("/runtime/invocation/next", &[], "").await.status, 405);
}
