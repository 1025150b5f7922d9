//! What the variables of a function mean for its AWS clients, in a process of its own.

use std::io::BufReader;
use std::net::TcpStream;
use std::process::Command;

use serde_json::Value;
use sls_test::process::{Function, FunctionBuilder};
use sls_test::runtime_api::{InvokeOutcome, InvokeRequest};

use super::aws::serve;
use super::http::{read, response};
use super::peer::Peer;

/// The function of this package, without a way to the credentials of whoever runs the test.
pub(super) fn function() -> FunctionBuilder {
    Function::builder(Command::new(env!("CARGO_BIN_EXE_connection-tests")))
        .env("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_SESSION_TOKEN", "token")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true")
}

fn url(peer: &Peer) -> String {
    format!("http://{}", peer.address())
}

async fn invoke(function: FunctionBuilder) -> InvokeOutcome {
    let function = function.start().await.unwrap();
    function.invoke(InvokeRequest::json(&Value::Null)).await.outcome
}

#[track_caller]
pub(super) fn check_user(outcome: &InvokeOutcome, user: &str) {
    let reply: Value = serde_json::from_slice(&outcome.payload()).unwrap();
    assert_eq!(reply["arn"], format!("arn:aws:iam::111122223333:user/{user}"), "{reply}");
}

#[tokio::test]
async fn endpoint_and_credentials_come_from_the_environment() {
    let sts = Peer::start(serve);
    let outcome = invoke(function().env("AWS_ENDPOINT_URL", url(&sts))).await;
    check_user(&outcome, "AKIDENVIRONMENT");
}

#[tokio::test]
async fn the_endpoint_of_one_service_wins_over_that_of_all() {
    let (all, sts) = (Peer::start(serve), Peer::start(serve));
    let function = function();
    let function =
        function.env("AWS_ENDPOINT_URL", url(&all)).env("AWS_ENDPOINT_URL_STS", url(&sts));
    check_user(&invoke(function).await, "AKIDENVIRONMENT");
    assert_eq!((all.accepted(), sts.answered()), (0, 1));
}

/// Credentials as SnapStart functions find them (AWS Lambda developer guide, "Lambda SnapStart").
fn credentials(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let head = read(reader)?.to_ascii_lowercase();
    assert!(head.contains("authorization: let me in"), "{head}");
    let credentials = "{\"AccessKeyId\":\"AKIDCONTAINER\",\"SecretAccessKey\":\"secret\",\
                       \"Token\":\"token\",\"Expiration\":\"2099-01-01T00:00:00Z\"}";
    Some(response("application/json", credentials))
}

#[tokio::test]
async fn credentials_come_from_the_container_s_endpoint_once() {
    let (sts, container) = (Peer::start(serve), Peer::start(credentials));
    let function = function()
        .env("AWS_ACCESS_KEY_ID", "")
        .env("AWS_SECRET_ACCESS_KEY", "")
        .env("AWS_SESSION_TOKEN", "")
        .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", url(&container))
        .env("AWS_CONTAINER_AUTHORIZATION_TOKEN", "let me in")
        .env("AWS_ENDPOINT_URL", url(&sts));
    let function = function.start().await.unwrap();
    for _ in 0..3 {
        let report = function.invoke(InvokeRequest::json(&Value::Null)).await;
        check_user(&report.outcome, "AKIDCONTAINER");
    }
    assert_eq!((container.answered(), sts.answered(), sts.accepted()), (1, 3, 1));
}

fn fail(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    read(reader)?;
    Some("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n".to_owned())
}

#[tokio::test]
async fn attempts_are_as_many_as_the_environment_says() {
    for attempts in [1, 2, 3] {
        let sts = Peer::start(fail);
        let function = function().env("AWS_ENDPOINT_URL", url(&sts));
        let outcome = invoke(function.env("AWS_MAX_ATTEMPTS", attempts.to_string())).await;
        assert!(outcome.is_function_error(), "{outcome:?}");
        assert_eq!(sts.answered(), attempts);
    }
}

#[tokio::test]
async fn calls_go_through_the_proxy_of_the_environment() {
    let proxy = Peer::start(serve);
    let function = function().env("AWS_ENDPOINT_URL", "http://sts.invalid");
    check_user(&invoke(function.env("HTTP_PROXY", url(&proxy))).await, "AKIDENVIRONMENT");
    assert_eq!(proxy.answered(), 1);
}
