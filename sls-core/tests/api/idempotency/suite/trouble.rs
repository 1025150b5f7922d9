//! Handlers that fail, and stores that do.

use serde_json::json;
use sls_core::Failure;

use super::super::stage::{Act, Stage, check_failed};
use super::scenarios;

async fn a_run_that_failed_can_be_tried_again(stage: Stage) {
    let function = stage.function();
    function.work.plan(Act::Fail);
    check_failed(function.call(json!({"id": 7})).await, "OutOfStock");
    assert_eq!(stage.store.take_calls(), ["begin", "release"]);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn a_run_that_panicked_can_be_tried_again(stage: Stage) {
    let function = stage.function();
    function.work.plan(Act::Panic);
    let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.Panic");
    assert!(failure.message().contains("out of ideas"), "{failure}");
    assert_eq!(stage.store.take_calls(), ["begin", "release"]);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

#[track_caller]
fn check_persistence(result: Result<serde_json::Value, Failure>, what: &str) {
    let failure = check_failed(result, "Sls.Idempotency");
    assert!(failure.message().contains(what), "{failure}");
    assert!(failure.message().contains("the table is gone"), "{failure}");
}

async fn what_cannot_be_recorded_does_not_run(stage: Stage) {
    let function = stage.function();
    stage.store.fail("begin");
    check_persistence(function.call(json!({"id": 7})).await, "could not be recorded");
    function.check_runs(0);
    stage.store.work_again();
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
}

async fn an_answer_that_cannot_be_stored_is_not_given(stage: Stage) {
    let function = stage.function();
    stage.store.fail("complete");
    check_persistence(function.call(json!({"id": 7})).await, "could not be stored");
    stage.store.work_again();
    // What the run did is done: nobody else may run before its lock expires.
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    stage.clock.advance_seconds(3);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn a_failure_is_told_even_if_its_run_cannot_be_released(stage: Stage) {
    let function = stage.function();
    stage.store.fail("release");
    function.work.plan(Act::Fail);
    check_failed(function.call(json!({"id": 7})).await, "OutOfStock");
    stage.store.work_again();
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    stage.clock.advance_seconds(3);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn arguments_are_refused_before_the_store_is_asked(stage: Stage) {
    use std::sync::Arc;
    use std::time::Duration;

    use sls_core::idempotency::Idempotent;
    use sls_core::{App, Clock, Context, Handler, Invocation, Json};
    use tower::Service;

    async fn count(Json(_): Json<Vec<u8>>) {}

    let handler = Handler::new("count").direct(count).idempotent(Idempotent::by("/id"));
    let app = App::new().handler(handler).idempotency(Arc::clone(&stage.store));
    let deadline = stage.clock.now() + Duration::from_secs(3);
    let context = Context::builder("r").clock(stage.clock.clone()).deadline(deadline).build();
    let invocation = Invocation::new(r#"{"id": 7}"#, context);
    let failure = app.into_service().unwrap().call(invocation).await.unwrap_err();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    assert_eq!(stage.store.take_calls(), <[&str; 0]>::default());
}

scenarios! {
    a_run_that_failed_can_be_tried_again,
    a_run_that_panicked_can_be_tried_again,
    what_cannot_be_recorded_does_not_run,
    an_answer_that_cannot_be_stored_is_not_given,
    a_failure_is_told_even_if_its_run_cannot_be_released,
    arguments_are_refused_before_the_store_is_asked,
}
