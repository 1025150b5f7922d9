//! One run at a time, and what becomes of runs that never end.

use std::time::Duration;

use serde_json::json;

use super::super::stage::{Act, Stage, check_failed};
use super::scenarios;

async fn while_one_runs_another_is_refused_and_answered_later(stage: Stage) {
    let function = stage.function();
    let (begun, tell) = function.work.plan_wait();
    let first = tokio::spawn(function.call(json!({"id": 7})));
    begun.await.unwrap();
    let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    assert!(failure.message().contains("its lock expires in 3 s"), "{failure}");
    assert_eq!(function.call(json!({"id": 8})).await, Ok(json!({"run": 2})));

    tell.send(Act::Answer(json!("first"))).unwrap();
    assert_eq!(first.await.unwrap(), Ok(json!("first")));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!("first")));
    function.check_runs(2);
}

async fn a_run_that_crashed_keeps_others_out_until_its_lock_expires(stage: Stage) {
    let function = stage.function();
    let (begun, _tell) = function.work.plan_wait();
    let first = tokio::spawn(function.call(json!({"id": 7})));
    begun.await.unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());

    stage.clock.advance(Duration::from_millis(2_999));
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    stage.clock.advance(Duration::from_millis(1));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn without_a_deadline_the_lock_lasts_as_long_as_any_run_may(stage: Stage) {
    let mut function = stage.function();
    function.timeout = None;
    let (begun, _tell) = function.work.plan_wait();
    let first = tokio::spawn(function.call(json!({"id": 7})));
    begun.await.unwrap();
    first.abort();
    stage.clock.advance_seconds(899);
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    stage.clock.advance_seconds(1);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn a_late_run_cannot_overwrite_the_answer_of_a_newer_one(stage: Stage) {
    let function = stage.function();
    let (begun, tell) = function.work.plan_wait();
    let late = tokio::spawn(function.call(json!({"id": 7})));
    begun.await.unwrap();
    stage.clock.advance_seconds(3);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));

    tell.send(Act::Answer(json!("late"))).unwrap();
    let failure = check_failed(late.await.unwrap(), "Sls.Idempotency");
    assert!(failure.message().contains("longer than its lock"), "{failure}");
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn a_late_run_cannot_end_a_newer_one_that_still_runs(stage: Stage) {
    for end in [Act::Answer(json!("late")), Act::Fail, Act::Panic] {
        let function = stage.function();
        let id = format!("{end:?}");
        let (begun, tell) = function.work.plan_wait();
        let late = tokio::spawn(function.call(json!({"id": id})));
        begun.await.unwrap();
        stage.clock.advance_seconds(3);
        let (begun, tell_newer) = function.work.plan_wait();
        let newer = tokio::spawn(function.call(json!({"id": id})));
        begun.await.unwrap();

        tell.send(end).unwrap();
        late.await.unwrap().unwrap_err();
        check_failed(function.call(json!({"id": id})).await, "Sls.InProgress");
        tell_newer.send(Act::Answer(json!("newer"))).unwrap();
        assert_eq!(newer.await.unwrap(), Ok(json!("newer")));
        assert_eq!(function.call(json!({"id": id})).await, Ok(json!("newer")));
        function.check_runs(2);
    }
}

async fn a_run_that_ends_after_its_lock_completes_if_nobody_came(stage: Stage) {
    let function = stage.function();
    let (begun, tell) = function.work.plan_wait();
    let late = tokio::spawn(function.call(json!({"id": 7})));
    begun.await.unwrap();
    stage.clock.advance_seconds(4);
    tell.send(Act::Answer(json!("late"))).unwrap();
    assert_eq!(late.await.unwrap(), Ok(json!("late")));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!("late")));
}

scenarios! {
    while_one_runs_another_is_refused_and_answered_later,
    a_run_that_crashed_keeps_others_out_until_its_lock_expires,
    without_a_deadline_the_lock_lasts_as_long_as_any_run_may,
    a_late_run_cannot_overwrite_the_answer_of_a_newer_one,
    a_late_run_cannot_end_a_newer_one_that_still_runs,
    a_run_that_ends_after_its_lock_completes_if_nobody_came,
}
