//! The end of the environment: announced by a signal to those who asked for it.

use std::time::Duration;

use serde_json::json;
use sls_core::http::StatusCode;
use sls_test::process::Function;
use sls_test::runtime_api::Exit;

use super::{echo, function_as, logged, started};

/// Enough on any machine; the function itself takes 300 ms at most.
const PATIENCE: Duration = Duration::from_secs(20);

async fn ready(app: &str) -> Function {
    let function = function_as(&[app]).shutdown_limit(PATIENCE).start().await.unwrap();
    function.warm_up().await.unwrap();
    function
}

#[tokio::test]
async fn hooks_run_and_resources_are_closed_when_the_end_is_announced() {
    let function = ready("closing").await;
    let report = function.invoke(sls_test::runtime_api::InvokeRequest::new("null")).await;
    assert_eq!(report.outcome.payload(), "7");
    assert_eq!(function.shut_down().await, Some(Exit::Code(0)));
    assert_eq!(
        logged(&function),
        ["table opened", "orders opened", "the end orders=true", "orders closed", "table closed"]
    );
}

#[tokio::test]
async fn an_environment_that_was_never_invoked_is_closed_as_well() {
    let function = ready("closing").await;
    assert_eq!(function.shut_down().await, Some(Exit::Code(0)));
    assert_eq!(logged(&function).last().unwrap(), "table closed");
}

#[tokio::test]
async fn several_threads_end_too() {
    let builder = function_as(&["closing"]).shutdown_limit(PATIENCE).concurrency(3);
    let function = builder.start().await.unwrap();
    function.warm_up().await.unwrap();
    assert_eq!(function.shut_down().await, Some(Exit::Code(0)));
    assert_eq!(logged(&function).last().unwrap(), "table closed");
}

#[tokio::test]
async fn what_hangs_is_named_and_keeps_nothing_else_from_being_closed() {
    let function = ready("closing-slowly").await;
    assert_eq!(function.shut_down().await, Some(Exit::Code(0)));
    let logs = function.logs();
    assert!(logged(&function).contains(&"table closed".to_owned()), "{logs:#?}");
    let hanging = logs.iter().find(|line| line.contains("resource not closed")).expect("a line");
    assert!(hanging.contains("resource=spool"), "{hanging}");
    assert!(hanging.contains("it took longer than"), "{hanging}");
}

#[tokio::test]
async fn an_extension_is_registered_before_the_first_event_is_asked_for() {
    let function = ready("closing").await;
    assert_eq!(function.runtime_api().extensions(), ["sls-shutdown"]);
    let conversation = function.runtime_api().conversation();
    let [register] = &conversation[..] else { panic!("{conversation:?}") };
    assert_eq!(register.path, "/2020-01-01/extension/register");
    assert_eq!(register.header("lambda-extension-name"), Some("sls-shutdown"));
    assert_eq!(register.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_registered_for_an_app_that_has_nothing_to_close() {
    let function = started().await;
    function.invoke(echo(&json!(1))).await;
    assert_eq!(function.runtime_api().extensions(), [""; 0]);
    assert_eq!(function.shut_down().await, Some(Exit::Signal(9)));
}
