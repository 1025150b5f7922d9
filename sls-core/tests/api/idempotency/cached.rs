//! What a cache keeps, and what it must not.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sls_core::idempotency::{Cached, Idempotent, MemoryStore};

use super::stage::{Spy, Stage, check_failed};

/// A cache in front of a store whose calls are noted.
fn cached(configure: impl FnOnce(Cached<Arc<Spy>>) -> Cached<Arc<Spy>>) -> (Stage, Arc<Spy>) {
    let store = Arc::new(Spy::new(MemoryStore::new()));
    (Stage::new(configure(Cached::new(Arc::clone(&store)))), store)
}

#[tokio::test]
async fn a_repetition_costs_no_call() {
    let (stage, store) = cached(|cached| cached);
    let function = stage.function();
    function.call(json!({"id": 7})).await.unwrap();
    assert_eq!(store.take_calls(), ["begin", "complete"]);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
    assert_eq!(store.take_calls(), <[&str; 0]>::default());
}

#[tokio::test]
async fn what_another_environment_answered_costs_one_call() {
    let (stage, store) = cached(|cached| cached);
    let elsewhere = Stage { store: Arc::clone(&store), clock: Arc::clone(&stage.clock) };
    elsewhere.function().call(json!({"id": 7})).await.unwrap();
    store.take_calls();
    let function = stage.function();
    for calls in [&["begin"][..], &[], &[]] {
        assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
        assert_eq!(store.take_calls(), calls);
    }
}

#[tokio::test]
async fn a_run_in_progress_is_never_kept() {
    let (stage, store) = cached(|cached| cached);
    let elsewhere = Stage { store: Arc::clone(&store), clock: Arc::clone(&stage.clock) };
    let (there, here) = (elsewhere.function(), stage.function());
    let first = there.begin(json!({"id": 7})).await;
    store.take_calls();
    for _ in 0..2 {
        check_failed(here.call(json!({"id": 7})).await, "Sls.InProgress");
        assert_eq!(store.take_calls(), ["begin"]);
    }
    first.answer("there").await.unwrap();
    assert_eq!(here.call(json!({"id": 7})).await, Ok(json!("there")));
}

#[tokio::test]
async fn what_was_not_kept_by_the_store_is_not_kept_here() {
    let (stage, store) = cached(|cached| cached);
    let function = stage.function();
    store.fail("complete");
    check_failed(function.call(json!({"id": 7})).await, "Sls.Idempotency");
    store.work_again();
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");

    let late = function.begin(json!({"id": 8})).await;
    stage.clock.advance_seconds(3);
    let elsewhere = Stage { store: Arc::clone(&store), clock: Arc::clone(&stage.clock) };
    elsewhere.function().call(json!({"id": 8})).await.unwrap();
    check_failed(late.answer("late").await, "Sls.Idempotency");
    assert_eq!(function.call(json!({"id": 8})).await, Ok(json!({"run": 1})));
}

#[tokio::test]
async fn what_is_kept_expires() {
    let (stage, store) = cached(|cached| cached);
    let settings = Idempotent::by("/id").expires_after(Duration::from_secs(10));
    let function = stage.function_by(settings);
    function.call(json!({"id": 7})).await.unwrap();
    stage.clock.advance_seconds(9);
    function.call(json!({"id": 7})).await.unwrap();
    function.check_runs(1);
    store.take_calls();
    stage.clock.advance_seconds(1);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
    assert_eq!(store.take_calls(), ["begin", "complete"]);
}

#[tokio::test]
async fn another_payload_is_refused_without_a_call() {
    let (stage, store) = cached(|cached| cached);
    let function = stage.function_by(Idempotent::by("/id").payload("/amount"));
    function.call(json!({"id": 7, "amount": 1})).await.unwrap();
    store.take_calls();
    check_failed(function.call(json!({"id": 7, "amount": 2})).await, "Sls.PayloadMismatch");
    assert_eq!(store.take_calls(), <[&str; 0]>::default());
}

/// Calls with one id after the other, and says which of them reached the store.
async fn missed(stage: &Stage, store: &Spy, ids: &[u32]) -> Vec<u32> {
    let function = stage.function();
    let mut missed = Vec::new();
    for id in ids {
        function.call(json!({"id": id})).await.unwrap();
        if !store.take_calls().is_empty() {
            missed.push(*id);
        }
    }
    missed
}

#[tokio::test]
async fn what_was_asked_for_longest_ago_goes_first() {
    let (stage, store) = cached(|cached| cached.most_entries(2));
    assert_eq!(missed(&stage, &store, &[1, 2, 1, 3, 1, 2, 3, 2]).await, [1, 2, 3, 2, 3]);
}

#[tokio::test]
async fn no_more_bytes_are_kept_than_allowed() {
    // A key and its answer have about 120 bytes here.
    let (stage, store) = cached(|cached| cached.most_bytes(300));
    assert_eq!(missed(&stage, &store, &[1, 2, 1, 2, 3, 1]).await, [1, 2, 3, 1]);
    let (stage, store) = cached(|cached| cached.most_bytes(50));
    assert_eq!(missed(&stage, &store, &[1, 1]).await, [1, 1]);
}
