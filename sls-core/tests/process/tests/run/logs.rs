//! What the process logs, in the format and from the level that Lambda's variables ask for.

use serde_json::{Value, json};
use sls_test::process::Report;

use super::{echo, event, function, parsed, started};

/// What the function itself logged during an invocation, between Lambda's own lines.
fn lines(report: &Report) -> Vec<&str> {
    let lines = report.log_tail.lines();
    let own = lines.skip_while(|line| !line.starts_with("START ")).skip(1);
    own.take_while(|line| !line.starts_with("END ")).collect()
}

#[tokio::test]
async fn text_lines_have_level_request_id_and_target() {
    let function = started().await;
    function.warm_up().await.unwrap();
    let report = function.invoke(event("log")).await;
    let id = &report.request_id;
    assert_eq!(lines(&report), [format!("INFO {id} run_tests: noted number=7")]);
}

#[tokio::test]
async fn json_lines_are_objects_with_the_fields_of_the_event() {
    let function = function().env("AWS_LAMBDA_LOG_FORMAT", "JSON").start().await.unwrap();
    function.warm_up().await.unwrap();
    let report = function.invoke(event("log").tenant_id("blue")).await;
    let [line] = lines(&report)[..] else { panic!("{}", report.log_tail) };
    let mut line = parsed(line.as_bytes());
    let timestamp = line.as_object_mut().unwrap().remove("timestamp");
    assert!(timestamp.as_ref().and_then(Value::as_str).unwrap().ends_with('Z'), "{timestamp:?}");
    assert_eq!(
        line,
        json!({
            "level": "INFO",
            "requestId": report.request_id,
            "tenantId": "blue",
            "target": "run_tests",
            "message": "noted",
            "number": 7,
        })
    );
}

#[tokio::test]
async fn lines_below_the_level_are_left_out() {
    let function = function().env("AWS_LAMBDA_LOG_LEVEL", "ERROR").start().await.unwrap();
    function.warm_up().await.unwrap();
    assert_eq!(lines(&function.invoke(event("log")).await), [""; 0]);
    let failed = function.invoke(event("fail")).await;
    let [line] = lines(&failed)[..] else { panic!("{}", failed.log_tail) };
    assert!(line.starts_with(&format!("ERROR {} ", failed.request_id)), "{line}");
}

#[tokio::test]
async fn every_line_of_an_invocation_has_its_request_id() {
    let function = function().env("AWS_LAMBDA_LOG_FORMAT", "JSON").start().await.unwrap();
    function.warm_up().await.unwrap();
    for order in ["log", "fail", "panic", "stream-error"] {
        let report = function.invoke(event(order)).await;
        let lines = lines(&report);
        assert!(!lines.is_empty(), "{order}");
        for line in lines {
            assert_eq!(parsed(line.as_bytes())["requestId"], *report.request_id, "{line}");
        }
    }
}

#[tokio::test]
async fn no_payload_is_logged_even_at_the_lowest_level() {
    let function = function().env("AWS_LAMBDA_LOG_LEVEL", "TRACE").start().await.unwrap();
    let report = function.invoke(echo(&json!({ "card": "4929-1234" }))).await;
    assert!(!report.outcome.is_function_error());
    let unreadable = json!({ "do": "size", "bytes": "4929-1234" });
    let rejected = sls_test::runtime_api::InvokeRequest::json(&unreadable);
    assert!(function.invoke(rejected).await.outcome.is_function_error());
    let logs = function.logs();
    assert!(logs.len() > 4, "{logs:#?}");
    for line in &logs {
        assert!(!line.contains("4929-1234"), "{line}");
    }
}
