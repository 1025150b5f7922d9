//! `/error` and `/init/error`: what the caller sees and what the logs call it.

use sls_test::runtime_api::{InitFailure, InvokeOutcome, InvokeRequest, RuntimeApi};

use super::client::Runtime;

const BOOM: &str = r#"{"errorMessage":"boom","errorType":"MyError","stackTrace":[]}"#;

#[track_caller]
fn assert_function_error(outcome: &InvokeOutcome, wanted: &str, reported: Option<&str>) {
    let InvokeOutcome::FunctionError { error_type, reported_type, payload, .. } = outcome else {
        panic!("expected a function error, got {outcome:?}")
    };
    assert_eq!((&**error_type, reported_type.as_deref()), (wanted, reported));
    assert_eq!(payload, BOOM);
}

async fn report(headers: &[(&str, &str)]) -> InvokeOutcome {
    let api = RuntimeApi::start().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    runtime.post("/runtime/invocation/id-1/error", headers, BOOM).await.assert_accepted();
    invoked.await
}

#[tokio::test]
async fn an_error_reaches_the_caller_as_it_was_sent() {
    let outcome = report(&[("lambda-runtime-function-error-type", "Function.MyError")]).await;
    assert_function_error(&outcome, "Function.MyError", Some("Function.MyError"));
    assert!(outcome.is_function_error());
}

#[tokio::test]
async fn an_error_type_without_a_category_is_unknown() {
    let outcome = report(&[("lambda-runtime-function-error-type", "unhandled")]).await;
    assert_function_error(&outcome, "Runtime.Unknown", Some("unhandled"));
}

#[tokio::test]
async fn an_error_without_a_type_is_unknown() {
    assert_function_error(&report(&[]).await, "Runtime.Unknown", None);
}

#[tokio::test]
async fn a_function_error_with_a_bad_reason_is_unknown() {
    let outcome = report(&[("lambda-runtime-function-error-type", "Function.boom")]).await;
    assert_function_error(&outcome, "Function.Unknown", Some("Function.boom"));
}

#[tokio::test]
async fn an_init_error_ends_the_start() {
    let api = RuntimeApi::start().await.unwrap();
    let waiting = api.invoke(InvokeRequest::new("{}"));
    let mut runtime = Runtime::connect(&api).await;
    let header = [("lambda-runtime-function-error-type", "Runtime.NoConfig")];
    runtime.post("/runtime/init/error", &header, BOOM).await.assert_accepted();
    let Err(InitFailure::Reported { error_type, reported_type, payload, .. }) = api.ready().await
    else {
        panic!("no report")
    };
    assert_eq!(
        (&*error_type, reported_type.as_deref()),
        ("Runtime.NoConfig", Some("Runtime.NoConfig"))
    );
    assert_eq!(payload, BOOM);
    for outcome in [waiting.await, api.invoke(InvokeRequest::new("{}")).await] {
        assert!(matches!(&outcome, InvokeOutcome::InitError { .. }), "{outcome:?}");
        assert_eq!(outcome.payload(), BOOM);
    }
}

#[tokio::test]
async fn an_init_error_is_refused_after_the_start() {
    let api = RuntimeApi::start().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    let refused = runtime.post("/runtime/init/error", &[], BOOM).await;
    refused.assert_transition_refused("Running", "InitError");
    runtime.respond("id-1", "1").await.assert_accepted();
    let refused = runtime.post("/runtime/init/error", &[], BOOM).await;
    refused.assert_transition_refused("RuntimeResponseSentState", "InitError");
    api.ready().await.unwrap();
}
