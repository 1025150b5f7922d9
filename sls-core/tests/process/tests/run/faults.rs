//! A Runtime API that misbehaves: the process ends, and says why.

use serde_json::json;
use sls_core::http::{HeaderName, StatusCode};
use sls_test::process::{Function, Report};
use sls_test::runtime_api::{Exit, Fault, InvokeOutcome};

use super::{echo, function, started};

/// The process ended with a failure of its own and a line that holds these words.
#[track_caller]
fn assert_ended(function: &Function, report: &Report, words: &str) {
    let InvokeOutcome::Exited { exit, .. } = &report.outcome else { panic!("{report:?}") };
    assert_eq!(*exit, Exit::Code(1));
    let logs = function.logs();
    assert!(
        logs.iter().any(|line| line.starts_with("Error: ") && line.contains(words)),
        "{logs:#?}"
    );
}

async fn without_header(name: &'static str) {
    let function = started().await;
    function.runtime_api().fail_next(Fault::WithoutHeader(HeaderName::from_static(name)));
    let report = function.invoke(echo(&json!(1))).await;
    assert_ended(&function, &report, "without its required headers");
    assert_ended(&function, &report, name);

    let next = function.invoke(echo(&json!(2))).await;
    assert_eq!(next.outcome.payload(), "2", "a new process takes over");
}

#[tokio::test]
async fn an_event_without_a_deadline_ends_the_process_with_a_message() {
    without_header("lambda-runtime-deadline-ms").await;
}

#[tokio::test]
async fn an_event_without_a_request_id_ends_the_process_with_a_message() {
    without_header("lambda-runtime-aws-request-id").await;
}

#[tokio::test]
async fn an_answer_that_the_runtime_api_fails_to_take_ends_the_process() {
    let function = started().await;
    function.runtime_api().fail_answer(Fault::Status(StatusCode::INTERNAL_SERVER_ERROR));
    let report = function.invoke(echo(&json!(1))).await;
    assert_ended(&function, &report, "failed to take an answer: 500");
}

#[tokio::test]
async fn a_concurrent_process_is_not_ended_without_words_either() {
    let function = function().concurrency(2).start().await.unwrap();
    for _ in 0..2 {
        let name = HeaderName::from_static("lambda-runtime-deadline-ms");
        function.runtime_api().fail_next(Fault::WithoutHeader(name));
    }
    let invoke = || function.invoke(echo(&json!(1)));
    let (first, second) = tokio::join!(invoke(), invoke());
    for report in [&first, &second] {
        assert_ended(&function, report, "lambda-runtime-deadline-ms");
    }
}
