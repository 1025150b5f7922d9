//! `App::run` in a real process, from the Runtime API's side of the wire.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

mod after_response;
mod answers;
mod concurrency;
mod connections;
mod faults;
mod freeze;
mod logs;
mod shutdown;
mod snapshot;
mod start;
mod streams;

use std::process::Command;

use serde_json::{Value, json};
use sls_test::process::{Function, FunctionBuilder};
use sls_test::runtime_api::{Exchange, InvokeRequest, RuntimeApi};

/// The function binary of this package.
fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_run-tests"))
}

fn function() -> FunctionBuilder {
    function_as(&[])
}

/// The app that these arguments ask for.
fn function_as(arguments: &[&str]) -> FunctionBuilder {
    let mut command = command();
    command.args(arguments);
    Function::builder(command).name("orders")
}

/// What the function itself has logged so far, without level and request id.
fn logged(function: &Function) -> Vec<String> {
    function.logs().iter().filter_map(|line| own(line)).map(str::to_owned).collect()
}

/// What a line of the function's own says.
fn own(line: &str) -> Option<&str> {
    let (_, line) = line.split_once(" run_tests")?;
    Some(line.split_once(": ")?.1)
}

async fn started() -> Function {
    function().start().await.unwrap()
}

/// An event that asks the function for one thing.
fn event(order: &str) -> InvokeRequest {
    InvokeRequest::json(&json!({ "do": order }))
}

fn echo(value: &Value) -> InvokeRequest {
    InvokeRequest::json(&json!({ "do": "echo", "value": value }))
}

/// The one answer that the function posted for a request.
#[track_caller]
fn answer(api: &RuntimeApi, request_id: &str) -> Exchange {
    let start = format!("/2018-06-01/runtime/invocation/{request_id}/");
    let mut answers = api.conversation();
    answers.retain(|exchange| exchange.path.starts_with(&start));
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

#[track_caller]
fn parsed(payload: &[u8]) -> Value {
    serde_json::from_slice(payload).unwrap()
}
