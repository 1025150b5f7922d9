//! Start, capacity, end and limits of execution environments.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sls_core::{App, Context, Error, Handler};
use sls_test::Cloud;
use sls_test::cloud::PerEnvironment;
use sls_test::platform::{
    Call, ClockModel, Exit, Function, Invoked, Outcome, Script, TimeoutMode, TimeoutText,
};

const MAX_PAYLOAD: usize = 6 * 1024 * 1024 + 100;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn response(invoked: &Invoked) -> Value {
    serde_json::from_slice(&invoked.response).unwrap()
}

/// A function whose INIT takes these ways, and which replies after 10 ms.
async fn started(starts: Vec<sls_test::platform::Act>, timeout: Duration) -> (Cloud, Vec<Invoked>) {
    let script = Script::always(Outcome::ok().after(millis(10))).starting(starts);
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f").timeout(timeout), script);
    let first = function.invoke(&()).await;
    let second = function.invoke(&()).await;
    (cloud, vec![first, second])
}

#[tokio::test]
async fn a_first_invocation_waits_for_init_and_the_next_one_does_not() {
    let (cloud, invoked) = started(vec![Outcome::ok().after(millis(400))], seconds(3)).await;
    assert_eq!(invoked[0].init_duration, Some(millis(400)));
    assert_eq!(invoked[0].duration, millis(10), "INIT is no part of the invocation");
    assert_eq!(invoked[0].billed, millis(410), "but of the bill");
    assert_eq!(invoked[1].init_duration, None);
    assert_eq!(invoked[1].billed, millis(10));
    assert_eq!(invoked[0].environment, invoked[1].environment);
    assert!(cloud.history().to_string().contains("(cold start)"));
}

#[tokio::test]
async fn init_may_take_longer_than_the_timeout_but_not_longer_than_10_seconds() {
    let (_, invoked) = started(vec![Outcome::ok().after(seconds(10))], seconds(3)).await;
    assert_eq!(invoked[0].init_duration, Some(seconds(10)));
    assert!(invoked[0].outcome.is_ok());

    let overrun = Outcome::ok().after(millis(10_001));
    let (_, invoked) = started(vec![overrun, Outcome::ok().after(seconds(2))], seconds(3)).await;
    assert!(invoked[0].outcome.is_ok(), "an overrun of INIT alone fails no invocation");
    assert_eq!(invoked[0].init_duration, None);
    assert_eq!(invoked[0].duration, millis(2010), "the second INIT is a part of the invocation");
    assert_eq!(invoked[0].billed, millis(12_010));
}

#[tokio::test]
async fn a_failed_init_is_tried_again_in_the_invocation_and_only_the_second_failure_is_reported() {
    for failure in [Outcome::error("NoConfig", "gone"), Outcome::Crash, Outcome::Timeout] {
        let (_, invoked) = started(vec![failure.into()], seconds(3)).await;
        assert!(invoked.iter().all(|one| one.outcome.is_ok()), "{invoked:?}");
    }
    let failures = ["first", "second"].map(|text| Outcome::error("NoConfig", text).into());
    let (_, invoked) = started(failures.to_vec(), seconds(3)).await;
    assert!(matches!(invoked[0].outcome, Outcome::InitError(_)));
    assert_eq!(response(&invoked[0])["errorMessage"], "second");
    assert!(invoked[1].outcome.is_ok(), "the next invocation starts the process again");
}

#[tokio::test]
async fn a_second_init_counts_against_the_timeout_of_the_function() {
    let starts = vec![Outcome::Crash.into(), Outcome::ok().after(seconds(4))];
    let (_, invoked) = started(starts, seconds(3)).await;
    assert_eq!(invoked[0].outcome, Outcome::Timeout);
    assert_eq!(invoked[0].duration, seconds(3));

    let starts = vec![Outcome::Crash.into(), Outcome::ok().after(millis(2995))];
    let (_, invoked) = started(starts, seconds(3)).await;
    assert_eq!(invoked[0].outcome, Outcome::Timeout, "the handler has what is left");
}

#[tokio::test]
async fn an_app_that_does_not_start_is_started_again_in_each_invocation() {
    let starts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&starts);
    let app = move || {
        let attempt = counted.fetch_add(1, Ordering::Relaxed);
        let app = App::new().handler(Handler::new("count").direct(async || 7_u32));
        let failing = sls_core::Resource::<u32>::new("settings", move || async move {
            if attempt < 3 { Err(Error::msg("not yet")) } else { Ok(1_u32) }
        });
        app.resource(failing)
    };
    let function = Cloud::empty().add_function(Function::new("count"), PerEnvironment(app));
    assert!(matches!(function.invoke(&()).await.outcome, Outcome::InitError(_)));
    assert_eq!(starts.load(Ordering::Relaxed), 2, "one INIT phase, and one in the invocation");
    assert!(matches!(function.invoke(&()).await.outcome, Outcome::InitError(_)));
    assert_eq!(starts.load(Ordering::Relaxed), 3, "an ended environment has no INIT phase");
    assert!(function.invoke(&()).await.outcome.is_ok());
    assert!(function.invoke(&()).await.outcome.is_ok());
    assert_eq!(starts.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn invocations_at_once_have_an_environment_each_and_those_after_them_share_it() {
    let cloud = Cloud::empty();
    let script = Script::always(Outcome::ok().after(millis(100)));
    let function = cloud.add_function(Function::new("f"), script);
    (0..3).for_each(|_| drop(function.invoke_async("{}")));
    cloud.run_until_idle().await;
    let environments: Vec<_> = function.invocations().iter().map(|one| one.environment).collect();
    assert_eq!(environments, [1, 2, 3]);
    assert_eq!(function.invoke(&()).await.environment, 3, "the one that was used last");
    function.end_environments();
    assert_eq!(function.invoke(&()).await.environment, 4);
}

#[tokio::test]
async fn reserved_concurrency_limits_its_function_and_is_taken_from_the_others() {
    let cloud = Cloud::empty();
    cloud.limits(|limits| limits.concurrency = 3);
    let busy = || Script::always(Outcome::ok().after(millis(100)));
    let reserved = cloud.add_function(Function::new("r").reserved_concurrency(1), busy());
    let other = cloud.add_function(Function::new("o"), busy());
    (0..2).for_each(|_| drop(reserved.invoke_async("{}")));
    (0..3).for_each(|_| drop(other.invoke_async("{}")));
    cloud.advance(Duration::ZERO).await;
    let throttled = |name: &str| {
        let history = cloud.history();
        let throttles = history.entries().filter(|entry| entry.subject == name);
        throttles.filter(|entry| entry.event.ends_with("is throttled")).count()
    };
    assert_eq!((throttled("r"), throttled("o")), (1, 1));

    let refused = reserved.invoke(&()).await;
    assert_eq!(refused.outcome, Outcome::Throttled);
    let expected = json!({"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded",
        "Type": "User", "message": "Rate Exceeded."});
    assert_eq!(response(&refused), expected);
    assert_eq!(refused.billed, Duration::ZERO, "throttles are not billed");
    let stopped = cloud.add_function(Function::new("s").reserved_concurrency(0), busy());
    assert_eq!(stopped.invoke(&()).await.outcome, Outcome::Throttled);
}

/// Counts in the memory of the process; the event says how long it sleeps, in seconds.
fn counting() -> App {
    let count = Arc::new(AtomicU32::new(0));
    App::new().handler(Handler::new("count").direct(move |wait: u64| {
        let count = Arc::clone(&count);
        async move {
            let counted = count.fetch_add(1, Ordering::Relaxed) + 1;
            tokio::time::sleep(seconds(wait)).await;
            counted
        }
    }))
}

#[tokio::test]
async fn after_a_timeout_the_process_is_started_again_in_the_same_environment() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("count"), PerEnvironment(counting));
    assert_eq!(function.invoke(&0).await.outcome, Outcome::raw("1"));
    let late = function.invoke(&5).await;
    assert_eq!((&late.outcome, late.duration), (&Outcome::Timeout, seconds(3)));
    let next = function.invoke(&0).await;
    assert_eq!(next.outcome, Outcome::raw("1"), "its memory is lost");
    assert_eq!((next.environment, next.init_duration), (late.environment, None));
}

#[tokio::test]
async fn where_timeouts_abandon_the_process_lives_on_and_its_late_answer_is_not_heard() {
    let cloud = Cloud::empty();
    let settings = Function::new("count").timeout_mode(TimeoutMode::Abandon);
    let function = cloud.add_function(settings, PerEnvironment(counting));
    assert_eq!(function.invoke(&5).await.outcome, Outcome::Timeout);
    assert_eq!(function.invoke(&0).await.outcome, Outcome::raw("2"), "its memory is kept");
    cloud.advance(seconds(10)).await;
    assert_eq!(function.invoke(&1).await.outcome, Outcome::raw("3"));
}

#[tokio::test]
async fn after_a_crash_the_next_invocation_starts_the_process_again() {
    let cloud = Cloud::empty();
    let settings = Function::new("f").init_duration(millis(50));
    let script = Script::new([Outcome::ok(), Outcome::Crash, Outcome::ok()]);
    let function = cloud.add_function(settings, script);
    let billed = [51, 1, 51];
    for billed in billed {
        assert_eq!(function.invoke(&()).await.billed, millis(billed));
    }
    assert!(cloud.history().to_string().contains("(starts again)"));
}

#[tokio::test]
async fn a_result_may_have_6291556_bytes_and_one_more_is_an_error_that_the_environment_survives() {
    let script = Script::by(|call: &Call| {
        let length: usize = call.json()["length"].as_u64().unwrap().try_into().unwrap();
        Outcome::raw(vec![b'0'; length])
    });
    let function = Cloud::empty().add_function(Function::new("f"), script);
    let fits = function.invoke(&json!({"length": MAX_PAYLOAD})).await;
    assert!(fits.outcome.is_ok());
    let too_large = function.invoke(&json!({"length": MAX_PAYLOAD + 1})).await;
    let expected = json!({
        "errorMessage":
            "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        "errorType": "Function.ResponseSizeTooLarge",
    });
    assert_eq!(response(&too_large), expected);
    let next = function.invoke(&json!({"length": 1})).await;
    assert_eq!((next.environment, next.init_duration), (too_large.environment, None));
}

#[tokio::test]
async fn an_event_of_more_than_6291556_bytes_or_that_is_no_json_is_refused() {
    let function = Cloud::empty().add_function(Function::new("f"), Script::always(Outcome::ok()));
    let event = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    assert!(function.invoke_raw(event(MAX_PAYLOAD)).await.outcome.is_ok());
    let refusal = function.try_invoke_raw(event(MAX_PAYLOAD + 1)).err().unwrap();
    assert!(refusal.starts_with("RequestTooLargeException: "), "{refusal}");
    let refusal = function.try_invoke_raw("no JSON").err().unwrap();
    assert!(
        refusal.starts_with(
            "InvalidRequestContentException: Could not parse request body into json: Could not \
             parse payload into json: "
        ),
        "{refusal}"
    );
    assert_eq!(function.invocations().len(), 1);
}

#[tokio::test]
async fn a_timeout_is_worded_with_the_configured_limit_in_both_formats() {
    let cloud = Cloud::empty();
    let slow = |settings: Function| {
        let settings = settings.timeout(millis(1500));
        cloud.add_function(settings, Script::always(Outcome::Timeout))
    };
    let since_2025 = slow(Function::new("new")).invoke(&()).await;
    let id = &since_2025.request_id;
    assert_eq!(
        String::from_utf8(since_2025.response.to_vec()).unwrap(),
        format!(
            r#"{{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {id} Error: Task timed out after 1.50 seconds"}}"#
        )
    );
    let settings = Function::new("old").timeout_text(TimeoutText::Until2024);
    let until_2024 = slow(settings).invoke(&()).await;
    let id = &until_2024.request_id;
    // The second invocation ends three seconds after the cloud began.
    let message = format!("2026-03-01T10:00:03.123Z {id} Task timed out after 1.50 seconds");
    assert_eq!(response(&until_2024), json!({ "errorMessage": message }));
}

#[tokio::test]
async fn an_end_of_the_process_is_worded_by_how_it_ended() {
    let cloud = Cloud::empty();
    let cases = [
        (Exit::Status(0), "Runtime exited without providing a reason"),
        (Exit::Status(127), "Runtime exited with error: exit status 127"),
        (Exit::Killed, "Runtime exited with error: signal: killed"),
    ];
    for (exit, text) in cases {
        let settings = Function::new("f").exits_by(exit);
        let function = cloud.add_function(settings, Script::always(Outcome::Crash));
        let crashed = function.invoke(&()).await;
        let id = &crashed.request_id;
        let expected = format!(
            r#"{{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {id} Error: {text}"}}"#
        );
        assert_eq!(String::from_utf8(crashed.response.to_vec()).unwrap(), expected);
    }
}

#[tokio::test]
async fn the_report_line_is_lambdas() {
    let script = Script::new([
        Outcome::ok().after(Duration::from_micros(12_340)),
        Outcome::Timeout.into(),
        Outcome::Crash.after(millis(7)),
    ]);
    let settings = Function::new("f").init_duration(Duration::from_micros(43_700));
    let function = Cloud::empty().add_function(settings, script);
    let mut reports = Vec::new();
    for _ in 0..3 {
        let invoked = function.invoke(&()).await;
        reports.push(invoked.report().replace(&invoked.request_id, "ID"));
    }
    let memory = "Memory Size: 128 MB\tMax Memory Used: 128 MB";
    let expected = [
        format!(
            "REPORT RequestId: ID\tDuration: 12.34 ms\tBilled Duration: 57 ms\t{memory}\tInit Duration: 43.70 ms"
        ),
        format!(
            "REPORT RequestId: ID\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\t{memory}\tStatus: timeout"
        ),
        format!(
            "REPORT RequestId: ID\tDuration: 50.70 ms\tBilled Duration: 51 ms\t{memory}\tStatus: error\tError Type: Runtime.ExitError"
        ),
    ];
    assert_eq!(reports, expected);
}

/// What the wall clock and a timer of 60 seconds show after five minutes in the freezer.
async fn thawed(model: ClockModel) -> (u64, bool) {
    let timer: Arc<Mutex<Option<tokio::task::JoinHandle<()>>>> = Arc::default();
    let walls: Arc<Mutex<Vec<std::time::SystemTime>>> = Arc::default();
    let (kept, seen) = (Arc::clone(&timer), Arc::clone(&walls));
    let app = App::new().handler(Handler::new("f").direct(move |ctx: Context| {
        let (timer, walls) = (Arc::clone(&kept), Arc::clone(&seen));
        async move {
            walls.lock().unwrap().push(ctx.now());
            let started = timer.lock().unwrap().take();
            match started {
                None => {
                    let sleep = tokio::spawn(tokio::time::sleep(seconds(60)));
                    *timer.lock().unwrap() = Some(sleep);
                    false
                }
                Some(timer) => {
                    tokio::task::yield_now().await;
                    timer.is_finished()
                }
            }
        }
    }));
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f").clock_model(model), app);
    function.invoke(&()).await;
    cloud.advance(seconds(300)).await;
    let fired = function.invoke(&()).await.outcome == Outcome::raw("true");
    let walls = walls.lock().unwrap();
    (walls[1].duration_since(walls[0]).unwrap().as_secs(), fired)
}

#[tokio::test]
async fn what_timers_notice_of_a_freeze_depends_on_the_clock_model() {
    assert_eq!(thawed(ClockModel::Advances).await, (300, true));
    assert_eq!(thawed(ClockModel::Stalls).await, (300, false));
    assert_eq!(thawed(ClockModel::JumpsBack).await, (0, false));
}
