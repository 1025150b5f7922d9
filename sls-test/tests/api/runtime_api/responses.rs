//! `POST /runtime/invocation/{id}/response`: the table of its answers, row by row.

use sls_test::runtime_api::{InvokeOutcome, InvokeRequest, Invoked, MAX_PAYLOAD, RuntimeApi};

use super::client::{Runtime, raw_cut_off};

const INVALID_ID: &str = r#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#;

/// An environment that holds the event of `id-1`.
async fn running() -> (RuntimeApi, Runtime, Invoked) {
    let api = RuntimeApi::start().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await.assert(200, "{}");
    (api, runtime, invoked)
}

#[tokio::test]
async fn an_answer_is_accepted_and_handed_over_byte_for_byte() {
    let (_api, mut runtime, invoked) = running().await;
    let path = "/runtime/invocation/id-1/response";
    let answer = runtime.post(path, &[("content-type", "application/x-mine")], "not \u{0} json");
    answer.await.assert_accepted();
    let InvokeOutcome::Success { bytes, content_type, streaming, stream_error, .. } = invoked.await
    else {
        panic!("no success")
    };
    assert_eq!(bytes, "not \u{0} json");
    assert_eq!((&*content_type, streaming, stream_error), ("application/x-mine", false, None));
}

#[tokio::test]
async fn an_answer_without_a_content_type_is_bytes() {
    let (_api, mut runtime, invoked) = running().await;
    runtime.respond("id-1", "x").await.assert_accepted();
    let InvokeOutcome::Success { content_type, .. } = invoked.await else { panic!("no success") };
    assert_eq!(content_type, "application/octet-stream");
}

#[tokio::test]
async fn an_unknown_id_is_refused_in_every_state() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    runtime.respond("id-1", "null").await.assert(400, INVALID_ID);
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    runtime.next().await;
    runtime.respond("id-2", "null").await.assert(400, INVALID_ID);
    runtime.respond("", "null").await.assert(400, INVALID_ID);
    runtime.post("/runtime/invocation//error", &[], "{}").await.assert(400, INVALID_ID);
    runtime.respond("id-1", "1").await.assert_accepted();
    assert_eq!(invoked.await.payload(), "1");
}

#[tokio::test]
async fn the_id_of_an_earlier_invocation_is_refused() {
    let (api, mut runtime, _first) = running().await;
    runtime.respond("id-1", "1").await.assert_accepted();
    let _second = api.invoke(InvokeRequest::new("{}").request_id("id-2"));
    runtime.next().await;
    runtime.respond("id-1", "1").await.assert(400, INVALID_ID);
    runtime.respond("id-2", "2").await.assert_accepted();
}

#[tokio::test]
async fn a_second_answer_is_refused_and_changes_nothing() {
    let (_api, mut runtime, invoked) = running().await;
    runtime.respond("id-1", "1").await.assert_accepted();
    let second = runtime.respond("id-1", "2").await;
    second.assert_transition_refused("RuntimeResponseSentState", "InvocationResponse");
    assert_eq!(invoked.await.payload(), "1");
}

#[tokio::test]
async fn the_largest_answer_is_accepted() {
    let (_api, mut runtime, invoked) = running().await;
    runtime.respond("id-1", vec![b'x'; MAX_PAYLOAD]).await.assert_accepted();
    assert_eq!(invoked.await.payload().len(), 6_291_556);
}

#[tokio::test]
async fn a_larger_answer_is_refused_and_the_environment_survives() {
    let (api, mut runtime, invoked) = running().await;
    let answer = runtime.respond("id-1", vec![b'x'; MAX_PAYLOAD + 1]).await;
    answer.assert(
        413,
        r#"{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}"#,
    );
    let outcome = invoked.await;
    assert_eq!(outcome.error_type(), Some("Function.ResponseSizeTooLarge"));
    let payload: serde_json::Value = serde_json::from_slice(&outcome.payload()).unwrap();
    assert_eq!(
        payload,
        serde_json::json!({
            "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
            "errorType": "Function.ResponseSizeTooLarge",
        })
    );
    // The answer counts as given: an error beside it is one answer too many.
    let error = runtime.post("/runtime/invocation/id-1/error", &[], "{}").await;
    error.assert_transition_refused("RuntimeResponseSentState", "InvocationErrorResponse");
    let _next = api.invoke(InvokeRequest::new("2"));
    runtime.next().await.assert(200, "2");
}

#[tokio::test]
async fn an_unknown_response_mode_is_refused_and_sticks() {
    let (_api, mut runtime, invoked) = running().await;
    let mode = [("lambda-runtime-function-response-mode", "eventually")];
    let answer = runtime.post("/runtime/invocation/id-1/response", &mode, "1").await;
    answer.assert(
        400,
        r#"{"errorMessage":"Invalid function response mode","errorType":"InvalidFunctionResponseMode"}"#,
    );
    assert_eq!(invoked.await.error_type(), Some("Runtime.InvalidResponseModeHeader"));
    runtime.next().await.assert_transition_refused("InvocationResponse", "Ready");
}

#[tokio::test]
async fn an_empty_response_mode_is_buffered() {
    let (_api, mut runtime, invoked) = running().await;
    let mode = [("lambda-runtime-function-response-mode", "")];
    runtime.post("/runtime/invocation/id-1/response", &mode, "1").await.assert_accepted();
    assert!(matches!(invoked.await, InvokeOutcome::Success { streaming: false, .. }));
}

#[tokio::test]
async fn an_answer_shorter_than_announced_is_refused() {
    let (api, mut runtime, invoked) = running().await;
    let short = b"POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\nhost: x\r\n\
                  content-length: 100\r\n\r\n{\"a\":";
    let answer = raw_cut_off(api.address(), short).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(
        answer.ends_with(
            r#"{"errorMessage":"HTTP request detected as truncated","errorType":"TruncatedHTTPRequest"}"#
        ),
        "{answer}"
    );
    assert_eq!(invoked.await.error_type(), Some("Runtime.TruncatedResponse"));
    let _next = api.invoke(InvokeRequest::new("2"));
    runtime.next().await.assert(200, "2");
}

#[tokio::test]
async fn the_id_is_checked_before_the_mode_and_the_size() {
    let (_api, mut runtime, _invoked) = running().await;
    let mode = [("lambda-runtime-function-response-mode", "eventually")];
    let too_large = vec![b'x'; MAX_PAYLOAD + 1];
    let answer = runtime.post("/runtime/invocation/id-2/response", &mode, too_large.clone()).await;
    answer.assert(400, INVALID_ID);
    runtime.respond("id-1", "1").await.assert_accepted();
    let answer = runtime.post("/runtime/invocation/id-1/response", &mode, too_large).await;
    answer.assert_transition_refused("RuntimeResponseSentState", "InvocationResponse");
}

#[tokio::test]
async fn an_echoed_invocation_id_is_checked() {
    let api = RuntimeApi::builder().invocation_ids().start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let path = "/runtime/invocation/id-1/response";
    let mut issued = Vec::new();
    for _ in 0..2 {
        // The same request id twice, as on a retry: the invocation id tells the deliveries apart.
        let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
        let event = runtime.next().await;
        issued.push(event.header("lambda-runtime-invocation-id").unwrap().to_owned());
        let stale = [("lambda-runtime-invocation-id", "another")];
        let refused = runtime.post(path, &stale, "1").await;
        refused.assert(410, r#"{"errorMessage":"Invoke timeout","errorType":"InvokeTimeout"}"#);
        let echo = [("lambda-runtime-invocation-id", issued.last().unwrap().as_str())];
        runtime.post(path, &echo, "2").await.assert_accepted();
        assert_eq!(invoked.await.payload(), "2");
    }
    assert_ne!(issued[0], issued[1]);
}

#[tokio::test]
async fn a_runtime_that_echoes_no_invocation_id_is_served() {
    let api = RuntimeApi::builder().invocation_ids().start().await.unwrap();
    let _invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await;
    runtime.respond("id-1", "1").await.assert_accepted();
}
