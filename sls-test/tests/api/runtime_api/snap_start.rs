//! SnapStart: waiting in `/restore/next` for the snapshot to be restored.

use http::Method;
use sls_test::runtime_api::{InitFailure, InvokeRequest, RuntimeApi};

use super::client::Runtime;

async fn restoring() -> (RuntimeApi, Runtime) {
    let api = RuntimeApi::builder().snap_start().start().await.unwrap();
    api.restore();
    let mut runtime = Runtime::connect(&api).await;
    runtime.call(Method::GET, "/runtime/restore/next", &[], "").await.assert(200, "");
    (api, runtime)
}

#[tokio::test]
async fn the_paths_exist_only_in_snap_start_mode() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let next = runtime.call(Method::GET, "/runtime/restore/next", &[], "").await;
    assert_eq!(next.status, 404);
    assert_eq!(runtime.post("/runtime/restore/error", &[], "{}").await.status, 404);
}

#[tokio::test]
async fn the_call_waits_for_the_restore() {
    let api = RuntimeApi::builder().snap_start().start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let waiting = tokio::spawn(async move {
        let answer = runtime.call(Method::GET, "/runtime/restore/next", &[], "").await;
        (answer, runtime)
    });
    api.snapshot_ready().await;
    let refused = Runtime::connect(&api).await.next().await;
    refused.assert_transition_refused("RestoreReady", "Ready");
    api.restore();
    let (answer, mut runtime) = waiting.await.unwrap();
    answer.assert(200, "");
    let _invoked = api.invoke(InvokeRequest::new("1"));
    runtime.next().await.assert(200, "1");
}

#[tokio::test]
async fn a_runtime_may_skip_the_restore() {
    let api = RuntimeApi::builder().snap_start().start().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await.assert(200, "1");
    let late = runtime.call(Method::GET, "/runtime/restore/next", &[], "").await;
    late.assert_transition_refused("Running", "RestoreReady");
}

#[tokio::test]
async fn a_failed_restore_ends_the_start() {
    let (api, mut runtime) = restoring().await;
    runtime.post("/runtime/restore/error", &[], r#"{"errorType":"X"}"#).await.assert_accepted();
    assert!(matches!(api.ready().await, Err(InitFailure::Reported { .. })));
    runtime.next().await.assert_transition_refused("RuntimeRestoreErrorState", "Ready");
}

#[tokio::test]
async fn a_restore_error_is_refused_outside_a_restore() {
    let api = RuntimeApi::builder().snap_start().start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let refused = runtime.post("/runtime/restore/error", &[], "{}").await;
    refused.assert_transition_refused("Started", "RuntimeRestoreErrorState");
}

#[tokio::test]
async fn an_init_error_is_refused_after_the_snapshot() {
    let (_api, mut runtime) = restoring().await;
    let refused = runtime.post("/runtime/init/error", &[], "{}").await;
    refused.assert_transition_refused("Restoring", "InitError");
}
