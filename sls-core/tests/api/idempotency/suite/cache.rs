//! What a cache in front of a store keeps, and what it must not.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sls_core::idempotency::{Cached, Idempotent};

use super::super::stage::{Spy, Stage, check_failed};
use super::scenarios;

/// A cache in front of a store, and the store with its calls.
fn cached(below: Stage) -> (Stage, Arc<Spy>) {
    let Stage { store, clock } = below;
    let cached = Arc::new(Spy::new(Cached::new(Arc::clone(&store))));
    (Stage { store: cached, clock }, store)
}

async fn a_repetition_costs_no_call(below: Stage) {
    let (stage, store) = cached(below);
    let function = stage.function();
    function.call(json!({"id": 7})).await.unwrap();
    assert_eq!(store.take_calls(), ["begin", "complete"]);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
    assert_eq!(store.take_calls(), <[&str; 0]>::default());
}

async fn what_another_environment_answered_costs_one_call(below: Stage) {
    let (stage, store) = cached(below);
    let elsewhere = Stage { store: Arc::clone(&store), clock: Arc::clone(&stage.clock) };
    elsewhere.function().call(json!({"id": 7})).await.unwrap();
    store.take_calls();
    let function = stage.function();
    for calls in [&["begin"][..], &[], &[]] {
        assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
        assert_eq!(store.take_calls(), calls);
    }
}

async fn a_run_in_progress_is_never_kept(below: Stage) {
    let (stage, store) = cached(below);
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

async fn what_was_not_kept_by_the_store_is_not_kept_here(below: Stage) {
    let (stage, store) = cached(below);
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

async fn what_is_kept_expires(below: Stage) {
    let (stage, store) = cached(below);
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

async fn another_payload_is_refused_without_a_call(below: Stage) {
    let (stage, store) = cached(below);
    let function = stage.function_by(Idempotent::by("/id").payload("/amount"));
    function.call(json!({"id": 7, "amount": 1})).await.unwrap();
    store.take_calls();
    check_failed(function.call(json!({"id": 7, "amount": 2})).await, "Sls.PayloadMismatch");
    assert_eq!(store.take_calls(), <[&str; 0]>::default());
}

scenarios! {
    a_repetition_costs_no_call,
    what_another_environment_answered_costs_one_call,
    a_run_in_progress_is_never_kept,
    what_was_not_kept_by_the_store_is_not_kept_here,
    what_is_kept_expires,
    another_payload_is_refused_without_a_call,
}
