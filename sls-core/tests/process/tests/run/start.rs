//! Starts that come to nothing: what is said, to whom, and the exit code.

use std::process::Output;

use serde_json::{Value, json};
use sls_test::runtime_api::{InitFailure, InvokeOutcome, RuntimeApi};
use tokio::process::Command;

use super::{command, event, function_as, parsed};

/// Runs the function to its end against this Runtime API, with Lambda's variables and one more.
async fn run_to_the_end(api: &RuntimeApi, argument: &str, (name, value): (&str, &str)) -> Output {
    Command::from(command())
        .arg(argument)
        .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "orders")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env(name, value)
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

/// What was posted to `/runtime/init/error`, and nowhere else: the type and the error.
async fn report(api: &RuntimeApi) -> (Option<String>, Value) {
    let Err(InitFailure::Reported { reported_type, payload, .. }) = api.ready().await else {
        panic!("{:?}", api.conversation())
    };
    let conversation = api.conversation();
    let paths = conversation.iter().map(|exchange| &*exchange.path).collect::<Vec<_>>();
    assert_eq!(paths, ["/2018-06-01/runtime/init/error"]);
    (reported_type, parsed(&payload))
}

/// The message of an app that is wrong in itself.
async fn reported(api: &RuntimeApi) -> String {
    let (reported_type, payload) = report(api).await;
    assert_eq!(reported_type.as_deref(), Some("Function.Init"));
    assert_eq!(payload["errorType"], "Sls.Init");
    payload["errorMessage"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_app_that_cannot_start_reports_everything_that_is_wrong() {
    let api = RuntimeApi::start().await.unwrap();
    let output = run_to_the_end(&api, "missing-state", ("AWS_LAMBDA_LOG_LEVEL", "INFO")).await;
    let message = reported(&api).await;
    for words in ["\n1. ", "\n2. ", "Pool", "`GET /orders`", "`list`", "`show`"] {
        assert!(message.contains(words), "{words} is not in: {message}");
    }
    assert!(!message.contains("\n3. "), "{message}");
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains(&message), "{stderr}");
}

#[tokio::test]
async fn an_environment_that_cannot_be_read_is_reported() {
    let api = RuntimeApi::start().await.unwrap();
    let output = run_to_the_end(&api, "", ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "much")).await;
    let message = reported(&api).await;
    assert!(message.contains("AWS_LAMBDA_FUNCTION_MEMORY_SIZE is `much`"), "{message}");
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn a_required_resource_that_cannot_be_built_is_reported_with_its_own_name() {
    let api = RuntimeApi::start().await.unwrap();
    let output = run_to_the_end(&api, "without-table", ("AWS_LAMBDA_LOG_LEVEL", "INFO")).await;
    let (reported_type, payload) = report(&api).await;
    assert_eq!(reported_type.as_deref(), Some("Function.NoTable"));
    assert_eq!(
        payload,
        json!({
            "errorType": "NoTable",
            "errorMessage": "the resource `table` could not be built: the table is being created",
            "stackTrace": [],
        })
    );
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn the_start_is_tried_once_more_for_the_invocation_which_then_fails_with_it() {
    let function = function_as(&["without-table"]).start().await.unwrap();
    let report = function.invoke(event("nothing")).await;
    let InvokeOutcome::InitError { payload, .. } = &report.outcome else { panic!("{report:?}") };
    assert_eq!(parsed(payload)["errorType"], "NoTable");
    let conversation = function.runtime_api().conversation();
    let paths = conversation.iter().map(|exchange| &*exchange.path).collect::<Vec<_>>();
    assert_eq!(paths, ["/2018-06-01/runtime/init/error"; 2]);
}

#[tokio::test]
async fn a_process_outside_lambda_says_in_one_sentence_what_to_do() {
    let output = Command::from(command())
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains("`cargo sls dev"), "{stderr}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
}
