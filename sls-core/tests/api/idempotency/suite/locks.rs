//! One run at a time, and what becomes of runs that never end.

use std::time::Duration;

use serde_json::json;

use super::super::stage::{Act, Stage, check_failed};
use super::scenarios;

async fn while_one_runs_another_is_refused_and_answered_later(stage: Stage) {
    let function = stage.function();
    let first = function.begin(json!({"id": 7})).await;
    let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    assert!(failure.message().contains("its lock expires in 3 s"), "{failure}");
    assert_eq!(function.call(json!({"id": 8})).await, Ok(json!({"run": 2})));

    assert_eq!(first.answer("first").await, Ok(json!("first")));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!("first")));
    function.check_runs(2);
}

async fn a_run_that_crashed_keeps_others_out_until_its_lock_expires(stage: Stage) {
    let function = stage.function();
    let first = function.begin(json!({"id": 7})).await;
    first.crash().await;

    stage.clock.advance(Duration::from_millis(2_999));
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    stage.clock.advance(Duration::from_millis(1));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn without_a_deadline_the_lock_lasts_as_long_as_any_run_may(stage: Stage) {
    let mut function = stage.function();
    function.timeout = None;
    let first = function.begin(json!({"id": 7})).await;
    first.crash().await;
    stage.clock.advance_seconds(899);
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    stage.clock.advance_seconds(1);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn a_late_run_cannot_overwrite_the_answer_of_a_newer_one(stage: Stage) {
    let function = stage.function();
    let late = function.begin(json!({"id": 7})).await;
    stage.clock.advance_seconds(3);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));

    let failure = check_failed(late.answer("late").await, "Sls.Idempotency");
    assert!(failure.message().contains("longer than its lock"), "{failure}");
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn a_late_run_cannot_end_a_newer_one_that_still_runs(stage: Stage) {
    for end in [Act::Answer(json!("late")), Act::Fail, Act::Panic] {
        let function = stage.function();
        let id = format!("{end:?}");
        let late = function.begin(json!({"id": id})).await;
        stage.clock.advance_seconds(3);
        let newer = function.begin(json!({"id": id})).await;

        late.end(end).await.unwrap_err();
        check_failed(function.call(json!({"id": id})).await, "Sls.InProgress");
        assert_eq!(newer.answer("newer").await, Ok(json!("newer")));
        assert_eq!(function.call(json!({"id": id})).await, Ok(json!("newer")));
        function.check_runs(2);
    }
}

async fn a_run_that_ends_after_its_lock_completes_if_nobody_came(stage: Stage) {
    let function = stage.function();
    let late = function.begin(json!({"id": 7})).await;
    stage.clock.advance_seconds(4);
    assert_eq!(late.answer("late").await, Ok(json!("late")));
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
