//! Streamed answers, their mode and their trailers.

use serde_json::json;
use sls_test::process::Start;
use sls_test::runtime_api::InvokeOutcome;

use super::{answer, echo, event, parsed, started};

#[tokio::test]
async fn a_stream_is_posted_in_streaming_mode() {
    let function = started().await;
    let report = function.invoke(event("stream")).await;
    let InvokeOutcome::Success { bytes, content_type, streaming, stream_error, .. } =
        &report.outcome
    else {
        panic!("{report:?}")
    };
    assert_eq!(bytes, "one two");
    assert_eq!(content_type, "text/plain");
    assert!(streaming);
    assert_eq!(*stream_error, None);
    let answer = answer(function.runtime_api(), &report.request_id);
    assert_eq!(answer.header("lambda-runtime-function-response-mode"), Some("streaming"));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(
        answer.header("trailer"),
        Some("Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body")
    );
}

#[tokio::test]
async fn an_error_in_the_middle_follows_as_trailers() {
    let function = started().await;
    let report = function.invoke(event("stream-error")).await;
    let InvokeOutcome::Success { bytes, stream_error: Some(error), .. } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(bytes, "one ");
    // Decoded by the harness, which takes plain text as well.
    let failure = parsed(&error.body);
    assert_eq!(failure["errorType"], error.error_type);
    assert!(failure["errorMessage"].as_str().unwrap().contains("the source ran dry"), "{failure}");

    let next = function.invoke(echo(&json!(1))).await;
    assert_eq!((next.start, next.outcome.is_function_error()), (Start::Warm, false));
}
