//! Scripted misbehaviour, and the record of what was said.

use http::{HeaderName, Method, StatusCode};
use sls_test::runtime_api::{Fault, InvokeRequest, RuntimeApi};

use super::client::Runtime;

const SERVER_ERROR: &str =
    r#"{"errorMessage":"Internal Server Error","errorType":"InternalServerError"}"#;

#[tokio::test]
async fn a_failing_next_loses_no_event() {
    let api = RuntimeApi::start().await.unwrap();
    api.fail_next(Fault::Status(StatusCode::INTERNAL_SERVER_ERROR));
    let _invoked = api.invoke(InvokeRequest::new("1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await.assert(500, SERVER_ERROR);
    runtime.next().await.assert(200, "1");
}

#[tokio::test]
async fn a_failing_answer_is_not_taken() {
    let api = RuntimeApi::start().await.unwrap();
    api.fail_answer(Fault::Status(StatusCode::INTERNAL_SERVER_ERROR));
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    runtime.respond("id-1", "1").await.assert(500, SERVER_ERROR);
    runtime.respond("id-1", "2").await.assert_accepted();
    assert_eq!(invoked.await.payload(), "2");
}

#[tokio::test]
async fn a_connection_is_closed_without_an_answer() {
    let api = RuntimeApi::start().await.unwrap();
    api.fail_next(Fault::Disconnect);
    let _invoked = api.invoke(InvokeRequest::new("1"));
    let mut runtime = Runtime::connect(&api).await;
    let broken = runtime.try_call(Method::GET, "/runtime/invocation/next", &[], "").await;
    assert!(broken.is_err());
    Runtime::connect(&api).await.next().await.assert(200, "1");
}

#[tokio::test]
async fn a_header_can_be_left_out() {
    let api = RuntimeApi::start().await.unwrap();
    for name in ["lambda-runtime-deadline-ms", "lambda-runtime-aws-request-id"] {
        api.fail_next(Fault::WithoutHeader(HeaderName::from_static(name)));
    }
    let _invoked = api.invoke(InvokeRequest::new("1"));
    let mut runtime = Runtime::connect(&api).await;
    let event = runtime.next().await;
    assert_eq!(event.header("lambda-runtime-deadline-ms"), None);
    assert!(event.header("lambda-runtime-aws-request-id").is_some());
    let event = runtime.next().await;
    assert!(event.header("lambda-runtime-deadline-ms").is_some());
    assert_eq!(event.header("lambda-runtime-aws-request-id"), None);
}

#[tokio::test]
async fn the_conversation_is_recorded() {
    let api = RuntimeApi::start().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    let header = [("x-mine", "7")];
    runtime.post("/runtime/invocation/id-1/response", &header, "1").await.assert_accepted();
    Runtime::connect(&api).await.respond("id-1", "1").await;

    let conversation = api.conversation();
    let calls = conversation
        .iter()
        .map(|exchange| (exchange.method.as_str(), &*exchange.path, exchange.status.as_u16()));
    assert!(calls.eq([
        ("GET", "/2018-06-01/runtime/invocation/next", 200),
        ("POST", "/2018-06-01/runtime/invocation/id-1/response", 202),
        ("POST", "/2018-06-01/runtime/invocation/id-1/response", 403),
    ]));
    assert_eq!(conversation[1].header("x-mine"), Some("7"));
    assert_eq!(conversation[0].response_headers["lambda-runtime-aws-request-id"], "id-1");
    // The same connection, and then another.
    assert_eq!(conversation[0].peer, conversation[1].peer);
    assert_ne!(conversation[1].peer, conversation[2].peer);
}

#[tokio::test]
async fn the_record_can_be_left_out() {
    let api = RuntimeApi::builder().without_record().start().await.unwrap();
    Runtime::connect(&api).await.call(Method::GET, "/ping", &[], "").await.assert(200, "pong");
    assert!(api.conversation().is_empty());
}
