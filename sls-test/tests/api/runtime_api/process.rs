//! A real process: cold and warm, out of time, gone, and started again.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use sls_test::process::{Function, Report, Start};
use sls_test::runtime_api::{Exit, InitFailure, InvokeOutcome, InvokeRequest};

use super::scripted::{command, event, function};

const SOON: Duration = Duration::from_millis(100);

async fn pid(function: &Function) -> String {
    let report = function.invoke(event("pid")).await;
    String::from_utf8(report.outcome.payload().to_vec()).unwrap()
}

#[track_caller]
fn assert_message(report: &Report, error_type: &str, error: &str) {
    let payload: serde_json::Value = serde_json::from_slice(&report.outcome.payload()).unwrap();
    let message = format!("RequestId: {} Error: {error}", report.request_id);
    let wanted = serde_json::json!({ "errorType": error_type, "errorMessage": message });
    assert_eq!(payload, wanted);
}

#[tokio::test]
async fn the_first_invocation_is_cold_and_the_next_is_warm() {
    let function = function().start().await.unwrap();
    let cold = function.invoke(event("answer 1")).await;
    assert_eq!(cold.outcome.payload(), "1");
    assert_eq!(cold.start, Start::Cold);
    let init = cold.init_duration.expect("the start is timed");
    assert!(cold.billed >= cold.duration + init, "{cold:?}");

    let warm = function.invoke(event("answer 2")).await;
    assert_eq!(warm.outcome.payload(), "2");
    assert_eq!((warm.start, warm.init_duration), (Start::Warm, None));
    assert!(warm.billed >= warm.duration && warm.billed < warm.duration + Duration::from_millis(1));
}

#[tokio::test]
async fn a_start_ahead_of_the_first_invocation_leaves_it_cold() {
    let function = function().start().await.unwrap();
    function.warm_up().await.unwrap();
    function.warm_up().await.unwrap();
    let report = function.invoke(event("answer 1")).await;
    assert_eq!(report.start, Start::Cold);
    assert!(report.init_duration.is_some());
}

#[tokio::test]
async fn the_process_finds_the_variables_of_lambda() {
    let function = function()
        .name("orders")
        .region("us-east-1")
        .memory_mb(256)
        .env("TABLE", "orders-test")
        .start()
        .await
        .unwrap();
    let wanted = [
        ("AWS_LAMBDA_RUNTIME_API", function.runtime_api().address().to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", "orders".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/orders".to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_MAX_CONCURRENCY", String::new()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
        ("_HANDLER", "bootstrap".to_owned()),
        ("TZ", ":UTC".to_owned()),
        ("TABLE", "orders-test".to_owned()),
    ];
    for (name, value) in wanted {
        let report = function.invoke(event(&format!("env {name}"))).await;
        assert_eq!(report.outcome.payload(), format!("{value:?}"), "{name}");
    }
    let report = function.invoke(event("env AWS_LAMBDA_LOG_STREAM_NAME")).await;
    let stream: String = serde_json::from_slice(&report.outcome.payload()).unwrap();
    let (date, id) = stream.split_once("[$LATEST]").expect(&stream);
    assert_eq!((date.len(), id.len()), ("2026/02/06/".len(), 32), "{stream}");
}

#[tokio::test]
async fn the_log_tail_is_what_was_printed_between_lambdas_lines() {
    let function = function().memory_mb(128).start().await.unwrap();
    function.invoke(event("print before; answer 1")).await;
    let report = function.invoke(event("print one; eprint two; answer 1")).await;
    let id = &report.request_id;
    let lines = report.log_tail.lines().collect::<Vec<_>>();
    assert_eq!(lines[0], format!("START RequestId: {id} Version: $LATEST"));
    assert_eq!(lines[1..3], ["one", "two"]);
    assert_eq!(lines[3], format!("END RequestId: {id}"));
    let billed = report.billed.as_millis();
    assert!(lines[4].starts_with(&format!("REPORT RequestId: {id}\tDuration: ")), "{}", lines[4]);
    let numbers = format!(" ms\tBilled Duration: {billed} ms\tMemory Size: 128 MB\t");
    assert!(lines[4].contains(&numbers), "{}", lines[4]);
    assert_eq!(lines.len(), 5);
}

#[tokio::test]
async fn the_log_tail_is_the_last_four_kilobytes() {
    let function = function().start().await.unwrap();
    let report = function.invoke(event("print-many 5000; answer 1")).await;
    assert_eq!(report.log_tail.len(), 4096);
    assert!(report.log_tail.contains("line 4999\nEND RequestId: "), "{}", report.log_tail);
    assert_eq!(function.logs().len(), 5003);
}

#[tokio::test]
async fn each_printed_line_is_passed_on() {
    let (sender, lines) = std::sync::mpsc::channel();
    let function = function().on_log(move |line| sender.send(line.to_owned()).unwrap());
    let function = function.start().await.unwrap();
    function.invoke(event("print one; print two; answer 1")).await;
    assert_eq!(lines.try_iter().collect::<Vec<_>>(), ["one", "two"]);
}

#[tokio::test]
async fn a_function_out_of_time_is_killed_and_started_again() {
    let function = function().start().await.unwrap();
    let first = pid(&function).await;
    let report = function.invoke(event("print working; hang").timeout(SOON)).await;
    assert!(matches!(report.outcome, InvokeOutcome::TimedOut { .. }), "{report:?}");
    assert_message(&report, "Sandbox.Timedout", "Task timed out after 0.10 seconds");
    assert!(report.log_tail.contains("\nworking\n"), "{}", report.log_tail);
    assert!(
        report.log_tail.contains(" Task timed out after 0.10 seconds\nEND "),
        "{}",
        report.log_tail
    );
    assert!(report.log_tail.ends_with("\tStatus: timeout\t\n"), "{}", report.log_tail);

    let next = function.invoke(event("pid")).await;
    assert_eq!(next.start, Start::Cold);
    assert_ne!(next.outcome.payload(), first);
}

#[tokio::test]
async fn an_exit_is_reported_in_lambdas_words() {
    let function = function().start().await.unwrap();
    let cases = [
        ("exit 0", Exit::Code(0), "Runtime exited without providing a reason"),
        ("exit 3", Exit::Code(3), "Runtime exited with error: exit status 3"),
        #[cfg(unix)]
        ("abort", Exit::Signal(6), "Runtime exited with error: signal: aborted"),
    ];
    for (script, wanted, message) in cases {
        let report = function.invoke(event(script)).await;
        let InvokeOutcome::Exited { exit, .. } = &report.outcome else { panic!("{report:?}") };
        assert_eq!(*exit, wanted);
        assert_eq!(report.start, Start::Cold);
        assert_message(&report, "Runtime.ExitError", message);
        assert!(report.log_tail.contains("\nRuntime.ExitError\nEND "), "{}", report.log_tail);
    }
}

#[tokio::test]
async fn a_process_that_ended_between_invocations_is_started_again() {
    let function = function().start().await.unwrap();
    function.invoke(event("answer 1; exit 0")).await;
    let report = function.invoke(event("answer 2")).await;
    assert_eq!(report.outcome.payload(), "2");
    assert_eq!(report.start, Start::Cold);
}

#[tokio::test]
async fn a_start_that_fails_once_does_not_fail_the_invocation() {
    let marker =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("once-{}", std::process::id()));
    let _ = std::fs::remove_file(&marker);
    let start = format!("exit-once {}", marker.display());
    let function = function().env("START", start).start().await.unwrap();
    let report = function.invoke(event("answer 1")).await;
    assert_eq!(report.outcome.payload(), "1");
    let failed = function.logs().into_iter().filter(|line| line.starts_with("INIT_REPORT "));
    let failed = failed.collect::<Vec<_>>();
    assert_eq!(failed.len(), 1);
    assert!(
        failed[0].ends_with("\tPhase: init\tStatus: error\tError Type: Runtime.ExitError"),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_start_that_fails_twice_is_the_outcome() {
    let start = r#"init-error {"errorMessage":"no table","errorType":"Config"}; exit 1"#;
    let function = function().env("START", start).start().await.unwrap();
    let report = function.invoke(event("answer 1")).await;
    let InvokeOutcome::InitError { error_type, payload, .. } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(error_type, "Runtime.Unknown");
    assert_eq!(payload, r#"{"errorMessage":"no table","errorType":"Config"}"#);
}

#[tokio::test]
async fn a_start_that_exits_is_an_exit() {
    let function = function().env("START", "exit 7").start().await.unwrap();
    assert_eq!(function.warm_up().await, Err(InitFailure::Exited(Exit::Code(7))));
    let report = function.invoke(event("answer 1")).await;
    assert_message(&report, "Runtime.ExitError", "Runtime exited with error: exit status 7");
}

#[tokio::test]
async fn a_start_that_takes_too_long_is_a_timeout() {
    let function =
        function().env("START", "hang").init_limit(SOON).timeout(SOON).start().await.unwrap();
    let report = function.invoke(event("answer 1")).await;
    assert_message(&report, "Sandbox.Timedout", "Task timed out after 0.10 seconds");
    let failed = function.logs();
    let failed = failed.iter().filter(|line| line.ends_with("\tPhase: init\tStatus: timeout"));
    assert_eq!(failed.count(), 2);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_init_error() {
    let function = Function::builder(Command::new("/no/such/program")).start().await.unwrap();
    let report = function.invoke(InvokeRequest::new("{}")).await;
    assert_eq!(report.outcome.error_type(), Some("Runtime.InvalidEntrypoint"));
}

#[tokio::test]
async fn another_program_takes_over_between_invocations() {
    let function = function().start().await.unwrap();
    function.invoke(InvokeRequest::new("1")).await;
    let mut other = command();
    other.env("ANSWER", "other");
    function.replace(other).await;
    let report = function.invoke(InvokeRequest::new("1")).await;
    assert_eq!(report.outcome.payload(), "other");
    assert_eq!(report.start, Start::Cold);
}

#[tokio::test]
async fn invocations_of_one_process_take_turns() {
    let function = function().start().await.unwrap();
    let (a, b, c) = tokio::join!(
        function.invoke(event("pid")),
        function.invoke(event("pid")),
        function.invoke(event("pid")),
    );
    assert_eq!(a.outcome.payload(), b.outcome.payload());
    assert_eq!(b.outcome.payload(), c.outcome.payload());
    let cold = [a, b, c].into_iter().filter(|report| report.start == Start::Cold);
    assert_eq!(cold.count(), 1);
}

#[tokio::test]
async fn a_concurrent_process_serves_several_and_survives_a_timeout() {
    let function = function().concurrency(2).start().await.unwrap();
    let first = pid(&function).await;
    let (hanging, quick) = tokio::join!(
        function.invoke(event("hang").timeout(SOON)),
        function.invoke(event("env AWS_LAMBDA_INITIALIZATION_TYPE")),
    );
    assert!(matches!(hanging.outcome, InvokeOutcome::TimedOut { .. }));
    assert_eq!(quick.outcome.payload(), r#""lambda-managed-instances""#);
    assert_eq!(pid(&function).await, first);
}

#[tokio::test]
async fn a_streamed_answer_is_seen_while_it_comes() {
    let function = function().start().await.unwrap();
    let mut seen = None;
    let report = function.invoke_streaming(event("stream abc"), |stream| seen = Some(stream)).await;
    assert!(matches!(report.outcome, InvokeOutcome::Success { streaming: true, .. }));
    assert_eq!(seen.unwrap().chunk().await.unwrap(), "abc");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_stopped_function_leaves_no_process_behind() {
    let function = function().start().await.unwrap();
    let process = Path::new("/proc").join(pid(&function).await);
    assert!(process.exists());
    function.stop().await;
    assert!(!process.exists());
}
