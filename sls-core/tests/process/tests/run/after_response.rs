//! What waits for the reply, as the Runtime API sees it.

use serde_json::json;
use sls_test::process::Function;
use sls_test::runtime_api::{InvokeRequest, RuntimeApi};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{event, function_as, logged};

/// Work that lasts until the test lets go of the connection.
fn wait(listener: &TcpListener, fail: bool) -> InvokeRequest {
    let peer = listener.local_addr().unwrap();
    InvokeRequest::json(&json!({ "do": "wait", "peer": peer, "fail": fail }))
}

async fn listener() -> TcpListener {
    TcpListener::bind(("127.0.0.1", 0)).await.unwrap()
}

/// How often the function has asked for an event and got one.
fn deliveries(api: &RuntimeApi) -> usize {
    let conversation = api.conversation();
    conversation.iter().filter(|exchange| exchange.path.ends_with("/next")).count()
}

async fn holds_back_the_next_event(fail: bool) {
    let function = function_as(&["after-response"]).start().await.unwrap();
    let listener = listener().await;
    let report = function.invoke(wait(&listener, fail)).await;
    assert_eq!(report.outcome.is_function_error(), fail, "the answer is there before the work");
    let (mut working, _) = listener.accept().await.unwrap();

    let next = function.runtime_api().invoke(event("nothing"));
    // The process has many turns, and asks for nothing.
    for _ in 0..50 {
        working.write_all(b".").await.unwrap();
        working.read_exact(&mut [0]).await.unwrap();
    }
    assert_eq!(function.runtime_api().queued(), 1);
    assert_eq!(deliveries(function.runtime_api()), 1);
    assert_eq!(logged(&function), [""; 0], "the hook comes after the work");
    drop(working);
    assert!(!next.await.is_function_error());
    assert_eq!(deliveries(function.runtime_api()), 2);
    assert_eq!(logged(&function)[0], "flushed");
}

#[tokio::test]
async fn the_next_event_is_asked_for_when_the_work_is_done() {
    holds_back_the_next_event(false).await;
}

#[tokio::test]
async fn so_it_is_after_an_error() {
    holds_back_the_next_event(true).await;
}

#[tokio::test]
async fn work_without_an_end_is_broken_off_and_named() {
    let function = function_as(&["after-response-in-time"]).start().await.unwrap();
    let hanging = function.invoke(event("hang")).await;
    assert!(!hanging.outcome.is_function_error());
    assert!(!function.invoke(event("nothing")).await.outcome.is_function_error());
    let logs = function.logs();
    let expected = format!(
        "WARN {} sls_core::lifecycle::watch: work after the response was not completed work=hang",
        hanging.request_id
    );
    assert!(logs.iter().any(|line| line.starts_with(&expected)), "{logs:#?}");
    assert!(logged(&function).contains(&"flushed".to_owned()), "{logs:#?}");
}

#[tokio::test]
async fn where_invocations_run_at_once_only_their_own_place_is_held() {
    let function: Function = function_as(&["after-response"]).concurrency(2).start().await.unwrap();
    let listener = listener().await;
    function.invoke(wait(&listener, false)).await;
    let (working, _) = listener.accept().await.unwrap();
    for _ in 0..3 {
        assert!(!function.invoke(event("nothing")).await.outcome.is_function_error());
    }
    drop(working);
}
