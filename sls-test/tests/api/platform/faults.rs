//! Each kind of fault, by a test's wish.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use sls_core::{App, Context, Handler};
use sls_test::Cloud;
use sls_test::cloud::{DeployedFunction, PerEnvironment};
use sls_test::platform::{Fault, Function, Outcome, Script};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Notes each of its steps, with a wait between them.
fn steps() -> (Cloud, DeployedFunction, Arc<Mutex<Vec<&'static str>>>) {
    let steps = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&steps);
    let app = move || {
        let noted = Arc::clone(&noted);
        App::new().handler(Handler::new("f").direct(move |ctx: Context| {
            let noted = Arc::clone(&noted);
            async move {
                noted.lock().unwrap().push("one");
                tokio::task::yield_now().await;
                noted.lock().unwrap().push("two");
                tokio::time::sleep(Duration::from_millis(5)).await;
                noted.lock().unwrap().push("three");
                let later = Arc::clone(&noted);
                ctx.after_response("later", async move { later.lock().unwrap().push("later") });
            }
        }))
    };
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), PerEnvironment(app));
    (cloud, function, steps)
}

async fn steps_with(fault: Fault) -> (Outcome, Vec<&'static str>) {
    let (_cloud, function, steps) = steps();
    function.inject(1, fault);
    let outcome = function.invoke(&()).await.outcome;
    let steps = steps.lock().unwrap().clone();
    (outcome, steps)
}

#[tokio::test]
async fn a_process_ends_where_the_fault_says() {
    let all = ["one", "two", "three"];
    assert_eq!(steps_with(Fault::CrashAtAwait(1)).await, (Outcome::Crash, all[..1].to_vec()));
    assert_eq!(steps_with(Fault::CrashAtAwait(2)).await, (Outcome::Crash, all[..2].to_vec()));
    assert_eq!(steps_with(Fault::CrashAtAwait(9)).await, (Outcome::Crash, all.to_vec()));
    assert_eq!(steps_with(Fault::CrashBeforeReply).await, (Outcome::Crash, all.to_vec()));
    assert_eq!(steps_with(Fault::CrashAfterReply).await, (Outcome::ok(), all.to_vec()));
}

#[tokio::test]
async fn a_lost_reply_is_no_reply_though_the_function_ran_to_its_end() {
    let (outcome, steps) = steps_with(Fault::LostReply).await;
    assert_eq!(outcome, Outcome::ServiceError);
    assert_eq!(steps, ["one", "two", "three", "later"]);
}

#[tokio::test]
async fn a_fault_hits_the_invocation_that_was_named_and_no_other() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    let other = cloud.add_function(Function::new("other"), Script::always(Outcome::ok()));
    function.inject(2, Fault::CrashBeforeReply);
    function.inject(3, Fault::Throttle);
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        assert!(other.invoke(&()).await.outcome.is_ok());
        outcomes.push(function.invoke(&()).await.outcome);
    }
    assert_eq!(outcomes, [Outcome::ok(), Outcome::Crash, Outcome::Throttled, Outcome::ok()]);
    let injected = cloud.injected();
    assert_eq!((injected.len(), injected[1].number), (2, 2));
    let history = cloud.history().to_string();
    assert!(history.contains("fault 1: the process ends before its reply"), "{history}");
}

#[tokio::test]
async fn a_process_that_ended_after_its_reply_starts_again() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    function.inject(1, Fault::CrashAfterReply);
    assert!(function.invoke(&()).await.outcome.is_ok());
    assert!(function.invoke(&()).await.outcome.is_ok());
    assert!(cloud.history().to_string().contains("(starts again)"));
}

#[tokio::test]
async fn an_event_that_is_delayed_is_overtaken_and_one_that_is_doubled_keeps_its_request_id() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    function.inject(1, Fault::Delay(seconds(5)));
    function.inject(2, Fault::Duplicate(seconds(9)));
    let began = cloud.now();
    let first = function.invoke_async("1");
    let second = function.invoke_async("2");
    cloud.run_until_idle().await;
    let seen: Vec<_> = function
        .invocations()
        .into_iter()
        .map(|one| (one.request_id, one.at.duration_since(began).unwrap_or_default().as_secs()))
        .collect();
    assert_eq!(seen, [(second.clone(), 0), (first, 5), (second, 9)]);
}

#[tokio::test]
async fn a_clock_that_jumps_stays_ahead_until_its_process_ends() {
    let seen: Arc<Mutex<Vec<SystemTime>>> = Arc::default();
    let walls = Arc::clone(&seen);
    let app = App::new().handler(Handler::new("f").direct(move |ctx: Context| {
        let walls = Arc::clone(&walls);
        async move { walls.lock().unwrap().push(ctx.now()) }
    }));
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), app);
    function.inject(2, Fault::ClockJump(seconds(3600)));
    for _ in 0..3 {
        function.invoke(&()).await;
    }
    function.end_environments();
    function.invoke(&()).await;
    let seen = seen.lock().unwrap();
    let hours: Vec<_> =
        seen.iter().map(|wall| wall.duration_since(seen[0]).unwrap().as_secs() / 3600).collect();
    assert_eq!(hours, [0, 1, 1, 0]);
}
