//! Streamed answers: their pieces, their trailers and their limits.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sls_test::runtime_api::{InvokeOutcome, InvokeRequest, Invoked, RuntimeApi, StreamError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::client::{Runtime, raw, raw_cut_off};

const HEAD: &str = "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\nhost: x\r\n\
    content-type: application/vnd.awslambda.http-integration-response\r\n\
    lambda-runtime-function-response-mode: streaming\r\n\
    transfer-encoding: chunked\r\n\
    trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\
    connection: close\r\n\r\n";

async fn running() -> (RuntimeApi, Invoked) {
    let api = RuntimeApi::start().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("{}").request_id("id-1"));
    Runtime::connect(&api).await.next().await.assert(200, "{}");
    (api, invoked)
}

async fn stream(rest: &str) -> (String, InvokeOutcome) {
    let (api, invoked) = running().await;
    let answer = raw(api.address(), format!("{HEAD}{rest}").as_bytes()).await;
    (answer, invoked.await)
}

#[track_caller]
fn stream_error(outcome: &InvokeOutcome) -> Option<&StreamError> {
    let InvokeOutcome::Success { streaming: true, stream_error, .. } = outcome else {
        panic!("expected a stream, got {outcome:?}")
    };
    stream_error.as_ref()
}

#[tokio::test]
async fn the_pieces_are_put_together() {
    let (answer, outcome) =
        stream("3\r\n{}\0\r\n7\r\n\0\0\0\0\0\0\0\r\n2\r\nhi\r\n0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 202 Accepted\r\n"), "{answer}");
    assert!(stream_error(&outcome).is_none());
    assert_eq!(outcome.payload(), "{}\0\0\0\0\0\0\0\0hi");
    let InvokeOutcome::Success { content_type, .. } = outcome else { unreachable!() };
    assert_eq!(content_type, "application/vnd.awslambda.http-integration-response");
}

#[tokio::test]
async fn an_error_in_the_middle_comes_in_the_trailers() {
    let body = STANDARD.encode(r#"{"errorMessage":"boom","errorType":"X"}"#);
    let (answer, outcome) = stream(&format!(
        "2\r\nhi\r\n0\r\nLambda-Runtime-Function-Error-Type: mine\r\n\
         Lambda-Runtime-Function-Error-Body: {body}\r\n\r\n"
    ))
    .await;
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    let error = stream_error(&outcome).expect("an error");
    // Unlike the header of `/error` it is not sanitised.
    assert_eq!(error.error_type, "mine");
    assert_eq!(error.body, r#"{"errorMessage":"boom","errorType":"X"}"#);
    assert!(outcome.is_function_error());
    assert_eq!(outcome.payload(), "hi");
}

#[tokio::test]
async fn an_error_written_into_the_body_is_only_body() {
    let (_, outcome) = stream("6\r\nLambda\r\n0\r\n\r\n").await;
    assert!(stream_error(&outcome).is_none());
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_truncated() {
    let (api, invoked) = running().await;
    let bytes = format!("{HEAD}2\r\nhi\r\n5\r\nth");
    let answer = raw_cut_off(api.address(), bytes.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(invoked.await.error_type(), Some("Runtime.TruncatedResponse"));
}

#[tokio::test]
async fn the_pieces_can_be_read_while_they_come() {
    let (api, mut invoked) = running().await;
    let mut function = TcpStream::connect(api.address()).await.unwrap();
    function.write_all(format!("{HEAD}2\r\nhi\r\n").as_bytes()).await.unwrap();
    let mut stream = invoked.stream().await.expect("a stream");
    assert_eq!(stream.content_type(), "application/vnd.awslambda.http-integration-response");
    assert_eq!(stream.chunk().await.unwrap(), "hi");
    function.write_all(b"2\r\nho\r\n0\r\n\r\n").await.unwrap();
    assert_eq!(stream.chunk().await.unwrap(), "ho");
    assert_eq!(stream.chunk().await, None);
    assert_eq!(invoked.await.payload(), "hiho");
    let mut answer = String::new();
    function.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
}

#[tokio::test]
async fn a_stream_may_be_larger_than_a_buffered_answer() {
    let (api, invoked) = running().await;
    let megabyte = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
    let bytes = format!("{HEAD}{}0\r\n\r\n", megabyte.repeat(7));
    let answer = raw(api.address(), bytes.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    assert_eq!(invoked.await.payload().len(), 7 << 20);
}

#[tokio::test]
async fn a_buffered_answer_has_no_stream() {
    let (api, mut invoked) = running().await;
    Runtime::connect(&api).await.respond("id-1", "1").await.assert_accepted();
    assert!(invoked.stream().await.is_none());
    assert_eq!(invoked.await.payload(), "1");
}
