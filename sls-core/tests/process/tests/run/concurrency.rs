//! Several invocations in one process, and one after the other.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::json;
use sls_test::process::{Function, Report, Start};

use super::{answer, echo, event, function, started};

/// How long a meeting may take; it fails after that, where it would wait for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// Each waits inside the function until all four are there.
async fn meeting(function: &Function) -> [Report; 4] {
    let invoke = || function.invoke(event("meet"));
    let all = async { tokio::join!(invoke(), invoke(), invoke(), invoke()) };
    let (a, b, c, d) = tokio::time::timeout(PATIENCE, all).await.expect("all four meet");
    [a, b, c, d]
}

/// The invocation id that each request was delivered with.
fn delivered(function: &Function) -> HashMap<String, String> {
    let text = |value: &sls_core::http::HeaderValue| value.to_str().unwrap().to_owned();
    let conversation = function.runtime_api().conversation();
    let deliveries = conversation.iter().filter_map(|exchange| {
        let request_id = exchange.response_headers.get("lambda-runtime-aws-request-id")?;
        let invocation_id = exchange.response_headers.get("lambda-runtime-invocation-id")?;
        Some((text(request_id), text(invocation_id)))
    });
    deliveries.collect()
}

#[track_caller]
fn assert_echoed(function: &Function, reports: &[Report]) {
    let delivered = delivered(function);
    assert_eq!(delivered.len(), reports.len());
    for Report { request_id, .. } in reports {
        let answer = answer(function.runtime_api(), request_id);
        let echoed = answer.header("lambda-runtime-invocation-id");
        assert_eq!(echoed, Some(&*delivered[request_id]));
    }
}

#[tokio::test]
async fn invocations_run_at_the_same_time_where_lambda_allows_it() {
    let function = function().concurrency(4).start().await.unwrap();
    let reports = meeting(&function).await;
    for report in &reports {
        assert_eq!(report.outcome.payload(), r#""met""#, "{report:?}");
    }
    let cold = reports.iter().filter(|report| report.start == Start::Cold);
    assert_eq!(cold.count(), 1, "one process serves all");
}

#[tokio::test]
async fn a_panic_spares_the_invocations_beside_it() {
    let function = function().concurrency(5).start().await.unwrap();
    let (panicked, reports) = tokio::join!(function.invoke(event("panic")), meeting(&function));
    assert!(panicked.outcome.is_function_error());
    for report in &reports {
        assert_eq!(report.outcome.payload(), r#""met""#, "{report:?}");
    }
}

#[tokio::test]
async fn each_answer_carries_the_id_of_its_own_delivery() {
    let function = function().invocation_ids().start().await.unwrap();
    let reports = [
        function.invoke(echo(&json!(1))).await,
        function.invoke(event("fail")).await,
        function.invoke(event("stream")).await,
    ];
    assert_echoed(&function, &reports);
}

#[tokio::test]
async fn concurrent_answers_carry_the_ids_of_their_own_deliveries() {
    let function = function().concurrency(4).invocation_ids().start().await.unwrap();
    let reports = meeting(&function).await;
    assert_echoed(&function, &reports);
}

#[tokio::test]
async fn a_delivery_without_an_id_is_answered_without_one() {
    let function = started().await;
    let report = function.invoke(echo(&json!(1))).await;
    let answer = answer(function.runtime_api(), &report.request_id);
    assert_eq!(answer.header("lambda-runtime-invocation-id"), None);
}
