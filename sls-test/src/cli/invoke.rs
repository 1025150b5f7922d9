//! `cargo sls invoke`: one event to a running server, its result to the terminal.

use std::io::Read;
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::args::InvokeArgs;
use super::client::call;
use super::event;
use super::output::Output;
use super::problem::Problem;

pub(super) async fn run(args: &InvokeArgs, output: &Output) -> Result<ExitCode, Problem> {
    let event = read_event(args)?;
    let function = match &args.function {
        Some(function) => function.clone(),
        None => only_function(args.port).await?,
    };
    let path = format!(
        "/2015-03-31/functions/{}/invocations",
        utf8_percent_encode(&function, NON_ALPHANUMERIC)
    );
    let kind = if args.asynchronous { "Event" } else { "RequestResponse" };
    let log = if args.tail { "Tail" } else { "None" };
    let headers = [("x-amz-invocation-type", kind), ("x-amz-log-type", log)];
    let (answer, body) = call(args.port, Method::POST, &path, &headers, event).await?;

    if let Some(log) = answer.headers.get("x-amz-log-result") {
        output.error_bytes(STANDARD.decode(log).unwrap_or_default().trim_ascii_end());
    }
    if !answer.status.is_success() {
        return Err(refused(answer.status, &body));
    }
    let body = if args.raw { body } else { indented(body) };
    if answer.headers.contains_key("x-amz-function-error") {
        output.error_bytes(&body);
        return Ok(ExitCode::FAILURE);
    }
    if answer.status != StatusCode::ACCEPTED {
        output.bytes(&body);
    }
    Ok(ExitCode::SUCCESS)
}

fn read_event(args: &InvokeArgs) -> Result<Bytes, Problem> {
    if let Some(json) = &args.json {
        return Ok(json.clone().into());
    }
    if let Some(words) = &args.event {
        return event::from_words(words).map(|event| event.to_string().into());
    }
    if let Some(file) = &args.file {
        return match std::fs::read(file) {
            Ok(event) => Ok(event.into()),
            Err(error) => Err(Problem::new(format!(
                "{} cannot be read: {error}; write --file with a file that holds the event",
                file.display()
            ))),
        };
    }
    if args.stdin {
        let mut event = Vec::new();
        return match std::io::stdin().read_to_end(&mut event) {
            Ok(_) => Ok(event.into()),
            Err(error) => Err(Problem::new(format!("standard input cannot be read: {error}"))),
        };
    }
    Err(Problem::new("no event; write --json, --file, --stdin or --event"))
}

async fn only_function(port: u16) -> Result<String, Problem> {
    let (_, list) = call(port, Method::GET, "/2015-03-31/functions/", &[], Bytes::new()).await?;
    let list: Value = serde_json::from_slice(&list).unwrap_or_default();
    match list.pointer("/Functions/0/FunctionName").and_then(Value::as_str) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Problem::new(format!(
            "what listens on 127.0.0.1:{port} names no function; is it `cargo sls dev`?"
        ))),
    }
}

fn refused(status: StatusCode, body: &[u8]) -> Problem {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let message = answer.get("message").or_else(|| answer.get("Message")).and_then(Value::as_str);
    match message {
        Some(message) => Problem::new(message),
        None => Problem::new(format!("{status}: {}", String::from_utf8_lossy(body).trim())),
    }
}

/// JSON indented for a person; anything else as it is.
fn indented(body: Bytes) -> Bytes {
    let pretty =
        serde_json::from_slice::<Value>(&body).and_then(|value| serde_json::to_vec_pretty(&value));
    pretty.map_or(body, Bytes::from)
}
