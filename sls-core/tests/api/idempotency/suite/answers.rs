//! Whoever comes later is answered as the first was.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use sls_core::idempotency::Idempotent;

use super::super::stage::{Act, Stage, check_failed};
use super::scenarios;

async fn the_first_run_is_recorded_in_two_calls(stage: Stage) {
    let function = stage.function();
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
    assert_eq!(stage.store.take_calls(), ["begin", "complete"]);
}

async fn a_repetition_is_answered_in_one_call_and_does_not_run(stage: Stage) {
    let function = stage.function();
    function.call(json!({"id": 7})).await.unwrap();
    stage.store.take_calls();
    for _ in 0..3 {
        assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
        assert_eq!(stage.store.take_calls(), ["begin"]);
    }
    function.check_runs(1);
    assert_eq!(function.call(json!({"id": 8})).await, Ok(json!({"run": 2})));
}

async fn another_environment_answers_from_the_same_record(stage: Stage) {
    let (one, other) = (stage.function(), stage.function());
    one.work.plan(Act::Answer(json!({"order": "A1"})));
    one.call(json!({"id": 7})).await.unwrap();
    assert_eq!(other.call(json!({"id": 7})).await, Ok(json!({"order": "A1"})));
    other.check_runs(0);
}

async fn an_answer_that_says_little_is_given_again(stage: Stage) {
    let function = stage.function();
    for (id, answer) in [json!(null), json!(0), json!(false), json!(""), json!([]), json!({})]
        .into_iter()
        .enumerate()
    {
        function.work.plan(Act::Answer(answer.clone()));
        for _ in 0..2 {
            assert_eq!(function.call(json!({"id": id})).await, Ok(answer.clone()));
        }
        function.check_runs(id + 1);
    }
}

async fn an_answer_is_given_until_it_expires(stage: Stage) {
    let settings = Idempotent::by("/id").expires_after(Duration::from_secs(100));
    let function = stage.function_by(settings);
    function.call(json!({"id": 7})).await.unwrap();
    stage.clock.advance_seconds(99);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
    stage.clock.advance_seconds(1);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
    stage.clock.advance_seconds(99);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn an_answer_lasts_for_an_hour_unless_said_otherwise(stage: Stage) {
    let function = stage.function();
    function.call(json!({"id": 7})).await.unwrap();
    stage.clock.advance_seconds(3599);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 1})));
    stage.clock.advance_seconds(1);
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
}

async fn an_answer_that_expires_before_the_lock_would_have_does_not_let_two_run(stage: Stage) {
    let settings = || Idempotent::by("/id").expires_after(Duration::from_secs(1));
    let mut function = stage.function_by(settings());
    function.timeout = Some(Duration::from_secs(30));
    let first = function.begin(json!({"id": 7})).await;
    stage.clock.advance_seconds(20);
    check_failed(function.call(json!({"id": 7})).await, "Sls.InProgress");
    assert_eq!(first.answer("first").await, Ok(json!("first")));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(json!("first")));
}

async fn the_hook_is_told_of_repetitions_only(stage: Stage) {
    let told = Arc::new(AtomicUsize::new(0));
    let (hook, clock) = (Arc::clone(&told), Arc::clone(&stage.clock));
    let settings = Idempotent::by("/id").scope("orders").on_replay(move |replay| {
        use sls_core::Clock;

        let (scope, hash) = replay.key().split_once('#').unwrap();
        assert_eq!((scope, hash.len()), ("orders", 43));
        let left = replay.expires_at().duration_since(clock.now()).unwrap();
        assert_eq!(left, Duration::from_secs(60 * 60));
        hook.fetch_add(1, Ordering::Relaxed);
    });
    let function = stage.function_by(settings);
    function.call(json!({"id": 7})).await.unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 0);
    function.call(json!({"id": 7})).await.unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 1);
    function.call(json!({"id": 8})).await.unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 1);
}

async fn an_answer_too_long_to_be_kept_is_given_once_and_does_not_run_again(stage: Stage) {
    stage.store.most_data.store(60, Ordering::Relaxed);
    let function = stage.function();
    let long = json!("x".repeat(60));
    function.work.plan(Act::Answer(long.clone()));
    assert_eq!(function.call(json!({"id": 7})).await, Ok(long));
    let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.Idempotency");
    assert!(failure.message().contains("too long"), "{failure}");
    function.check_runs(1);
}

scenarios! {
    the_first_run_is_recorded_in_two_calls,
    a_repetition_is_answered_in_one_call_and_does_not_run,
    another_environment_answers_from_the_same_record,
    an_answer_that_says_little_is_given_again,
    an_answer_is_given_until_it_expires,
    an_answer_lasts_for_an_hour_unless_said_otherwise,
    an_answer_that_expires_before_the_lock_would_have_does_not_let_two_run,
    the_hook_is_told_of_repetitions_only,
    an_answer_too_long_to_be_kept_is_given_once_and_does_not_run_again,
}
