//! Buffered answers: replies, failures, panics and the size limit.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::process::Start;
use sls_test::runtime_api::{InvokeOutcome, InvokeRequest, MAX_PAYLOAD};

use super::{answer, echo, event, function, parsed, started};

#[tokio::test]
async fn a_value_is_posted_as_json() {
    let function = started().await;
    let report = function.invoke(echo(&json!({ "name": "Grüße", "list": [1, null] }))).await;
    let InvokeOutcome::Success { bytes, content_type, streaming, .. } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(parsed(bytes), json!({ "name": "Grüße", "list": [1, null] }));
    assert_eq!(content_type, "application/json");
    assert!(!streaming);
    let answer = answer(function.runtime_api(), &report.request_id);
    assert!(answer.path.ends_with("/response"), "{}", answer.path);
    assert_eq!(answer.header("lambda-runtime-function-response-mode"), None);
}

#[tokio::test]
async fn an_error_is_posted_with_its_causes() {
    let function = started().await;
    let report = function.invoke(event("fail")).await;
    let InvokeOutcome::FunctionError { reported_type, payload, .. } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(reported_type.as_deref(), Some("Function.Spoiled"));
    assert_eq!(
        parsed(payload),
        json!({
            "errorMessage": "the order is spoiled: invalid digit found in string",
            "errorType": "Spoiled",
            "stackTrace": [],
        })
    );
    let answer = answer(function.runtime_api(), &report.request_id);
    assert_eq!(answer.header("lambda-runtime-function-error-type"), Some("Function.Spoiled"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn an_event_that_is_no_json_fails_alone() {
    let function = started().await;
    let report = function.invoke(InvokeRequest::new(r#"{"do": secret"#)).await;
    let payload = parsed(&report.outcome.payload());
    assert_eq!(payload["errorType"], "Sls.InvalidJson", "{payload}");
    assert!(!payload["errorMessage"].as_str().unwrap().contains("secret"), "{payload}");
    let next = function.invoke(echo(&json!(1))).await;
    assert_eq!((next.start, next.outcome.payload().as_ref()), (Start::Warm, &b"1"[..]));
}

#[tokio::test]
async fn a_panic_fails_its_invocation_and_the_process_goes_on() {
    let function = started().await;
    let report = function.invoke(event("panic")).await;
    let InvokeOutcome::FunctionError { reported_type, payload, .. } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(reported_type.as_deref(), Some("Function.Panic"));
    let payload = parsed(payload);
    assert_eq!(payload["errorType"], "Sls.Panic");
    let message = payload["errorMessage"].as_str().unwrap();
    assert!(message.contains("the order said so"), "{message}");
    let place = payload["stackTrace"][0].as_str().unwrap();
    let (_, line) = place.split_once("src/main.rs:").expect(place);
    assert!(line.starts_with(|first: char| first.is_ascii_digit()), "{place}");

    let next = function.invoke(echo(&json!("alive"))).await;
    assert_eq!(next.outcome.payload(), r#""alive""#);
    assert_eq!(next.start, Start::Warm);
}

#[tokio::test]
async fn a_reply_over_the_limit_is_an_error_before_it_is_sent() {
    let function = started().await;
    let size = |bytes: usize| InvokeRequest::json(&json!({ "do": "size", "bytes": bytes }));
    let report = function.invoke(size(MAX_PAYLOAD + 1)).await;
    let InvokeOutcome::FunctionError { reported_type, payload, .. } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(reported_type.as_deref(), Some("Function.ReplyTooLarge"));
    let payload = parsed(payload);
    assert_eq!(payload["errorType"], "Sls.ReplyTooLarge");
    let message = payload["errorMessage"].as_str().unwrap();
    assert!(message.contains("6291557") && message.contains("6291556"), "{message}");
    let conversation = function.runtime_api().conversation();
    assert!(conversation.iter().all(|exchange| exchange.status.is_success()), "{conversation:?}");
    assert!(answer(function.runtime_api(), &report.request_id).path.ends_with("/error"));

    let largest = function.invoke(size(MAX_PAYLOAD)).await;
    assert!(!largest.outcome.is_function_error(), "{:?}", largest.outcome.error_type());
    assert_eq!(largest.outcome.payload().len(), MAX_PAYLOAD);
    assert_eq!(largest.start, Start::Warm);
}

#[tokio::test]
async fn the_function_sees_what_travels_beside_the_event() {
    const TRACE: &str =
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    let function = function().memory_mb(256).start().await.unwrap();
    let request = event("context")
        .request_id("8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        .trace_id(TRACE)
        .tenant_id("blue")
        .client_context(r#"{"custom":{"k":"v"}}"#)
        .identity(r#"{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"#)
        .deadline(SystemTime::UNIX_EPOCH + Duration::from_secs(1));
    let report = function.invoke(request).await;
    assert_eq!(
        parsed(&report.outcome.payload()),
        json!({
            "requestId": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "arn": function.arn(),
            "traceId": TRACE,
            "tenantId": "blue",
            "clientContext": r#"{"custom":{"k":"v"}}"#,
            "identity": r#"{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"#,
            "remainingMs": 0,
            "function": "orders",
            "memoryMb": 256,
        })
    );
}

#[tokio::test]
async fn what_did_not_travel_beside_the_event_is_absent() {
    let function = function().timeout(Duration::from_secs(60)).start().await.unwrap();
    let report = function.invoke(event("context").trace_id("")).await;
    let context = parsed(&report.outcome.payload());
    for name in ["traceId", "tenantId", "clientContext", "identity"] {
        assert_eq!(context[name], Value::Null, "{name}");
    }
    let remaining = context["remainingMs"].as_u64().unwrap();
    assert!((1..=60_000).contains(&remaining), "{remaining}");
}
