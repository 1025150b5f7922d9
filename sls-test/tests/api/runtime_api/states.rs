//! The states of a runtime and the calls that each allows.

use sls_test::runtime_api::{InvokeOutcome, InvokeRequest, RuntimeApi};

use super::client::Runtime;

#[tokio::test]
async fn after_an_init_error_nothing_is_allowed() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    runtime.post("/runtime/init/error", &[], "{}").await.assert_accepted();
    runtime.next().await.assert_transition_refused("InitError", "Ready");
    let again = runtime.post("/runtime/init/error", &[], "{}").await;
    again.assert_transition_refused("InitError", "InitError");
}

#[tokio::test]
async fn only_one_call_may_wait_for_an_event() {
    let api = RuntimeApi::start().await.unwrap();
    let (mut first, mut second) = (Runtime::connect(&api).await, Runtime::connect(&api).await);
    let waiting = tokio::spawn(async move { first.next().await });
    api.ready().await.unwrap();
    second.next().await.assert_transition_refused("Ready", "Ready");
    let init_error = second.post("/runtime/init/error", &[], "{}").await;
    init_error.assert_transition_refused("Ready", "InitError");
    let _invoked = api.invoke(InvokeRequest::new("1"));
    waiting.await.unwrap().assert(200, "1");
}

#[tokio::test]
async fn an_error_after_an_answer_is_refused() {
    let api = RuntimeApi::start().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    runtime.respond("id-1", "1").await.assert_accepted();
    let error = runtime.post("/runtime/invocation/id-1/error", &[], "{}").await;
    error.assert_transition_refused("RuntimeResponseSentState", "InvocationErrorResponse");
    assert!(matches!(invoked.await, InvokeOutcome::Success { .. }));
}

#[tokio::test]
async fn an_answer_after_an_error_is_refused() {
    let api = RuntimeApi::start().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    runtime.post("/runtime/invocation/id-1/error", &[], "{}").await.assert_accepted();
    let answer = runtime.respond("id-1", "1").await;
    answer.assert_transition_refused("RuntimeResponseSentState", "InvocationResponse");
    assert!(matches!(invoked.await, InvokeOutcome::FunctionError { .. }));
}

#[tokio::test]
async fn a_reset_starts_over_and_ends_what_was_running() {
    let api = RuntimeApi::start().await.unwrap();
    let lost = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    api.reset();
    let InvokeOutcome::Exited { payload, .. } = lost.await else { panic!("no exit") };
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(
        payload["errorMessage"],
        "RequestId: id-1 Error: Runtime exited with error: signal: killed"
    );
    // A new process may fail to start, which only a state that was started over allows.
    runtime.post("/runtime/init/error", &[], "{}").await.assert_accepted();
}

#[tokio::test]
async fn a_call_that_waited_through_a_reset_is_cut_off() {
    let api = RuntimeApi::start().await.unwrap();
    let mut old = Runtime::connect(&api).await;
    let waiting = tokio::spawn(async move {
        old.try_call(http::Method::GET, "/runtime/invocation/next", &[], "").await.is_err()
    });
    api.ready().await.unwrap();
    api.reset();
    assert!(waiting.await.unwrap(), "the old process received an answer");
    let _invoked = api.invoke(InvokeRequest::new("1"));
    Runtime::connect(&api).await.next().await.assert(200, "1");
}
