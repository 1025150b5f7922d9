//! What the caller of `Invoke` is told when the function does not answer.

use std::time::Duration;

use sls_test::runtime_api::{Exit, InvokeOutcome, InvokeRequest, Invoked, RuntimeApi};

use super::client::Runtime;

async fn running() -> (RuntimeApi, Runtime, Invoked) {
    let api = RuntimeApi::start().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("5f0e"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await.assert(200, "{}");
    (api, runtime, invoked)
}

#[track_caller]
fn assert_payload(outcome: &InvokeOutcome, error_type: &str, message: &str) {
    let payload: serde_json::Value = serde_json::from_slice(&outcome.payload()).unwrap();
    let wanted = serde_json::json!({ "errorType": error_type, "errorMessage": message });
    assert_eq!(payload, wanted);
    assert!(outcome.is_function_error());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_names_the_configured_seconds() {
    let (_api, _runtime, invoked) = running().await;
    let outcome = invoked.await;
    assert!(matches!(outcome, InvokeOutcome::TimedOut { .. }));
    assert_payload(
        &outcome,
        "Sandbox.Timedout",
        "RequestId: 5f0e Error: Task timed out after 3.00 seconds",
    );
}

#[tokio::test(start_paused = true)]
async fn an_invocation_may_have_a_timeout_of_its_own() {
    let api = RuntimeApi::start().await.unwrap();
    let request = InvokeRequest::new("{}").request_id("5f0e").timeout(Duration::from_millis(1500));
    let invoked = api.invoke(request);
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    assert_payload(
        &invoked.await,
        "Sandbox.Timedout",
        "RequestId: 5f0e Error: Task timed out after 1.50 seconds",
    );
}

#[tokio::test(start_paused = true)]
async fn after_a_timeout_the_environment_is_reset() {
    let (api, mut runtime, invoked) = running().await;
    invoked.await;
    runtime
        .respond("5f0e", "1")
        .await
        .assert(400, r#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#);
    let _next = api.invoke(InvokeRequest::new("2"));
    runtime.next().await.assert(200, "2");
}

#[tokio::test]
async fn an_exit_without_an_error_has_no_reason() {
    let (api, _runtime, invoked) = running().await;
    api.exited(Exit::Code(0));
    assert_payload(
        &invoked.await,
        "Runtime.ExitError",
        "RequestId: 5f0e Error: Runtime exited without providing a reason",
    );
}

#[tokio::test]
async fn an_exit_code_is_named() {
    let (api, _runtime, invoked) = running().await;
    api.exited(Exit::Code(127));
    let outcome = invoked.await;
    assert!(matches!(outcome, InvokeOutcome::Exited { exit: Exit::Code(127), .. }));
    assert_payload(
        &outcome,
        "Runtime.ExitError",
        "RequestId: 5f0e Error: Runtime exited with error: exit status 127",
    );
}

#[tokio::test]
async fn a_signal_is_named() {
    let (api, _runtime, invoked) = running().await;
    api.exited(Exit::Signal(9));
    assert_payload(
        &invoked.await,
        "Runtime.ExitError",
        "RequestId: 5f0e Error: Runtime exited with error: signal: killed",
    );
}

#[tokio::test]
async fn a_process_that_is_gone_fails_what_comes_next() {
    let api = RuntimeApi::start().await.unwrap();
    api.exited(Exit::Code(1));
    let outcome = api.invoke(InvokeRequest::new("{}")).await;
    assert!(matches!(outcome, InvokeOutcome::Exited { exit: Exit::Code(1), .. }), "{outcome:?}");
    assert!(api.ready().await.is_err());
}

#[tokio::test]
async fn an_outcome_of_a_dropped_server_says_so() {
    let (api, _runtime, invoked) = running().await;
    drop(api);
    assert!(matches!(invoked.await, InvokeOutcome::Stopped));
}
