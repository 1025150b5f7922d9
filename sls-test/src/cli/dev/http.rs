//! HTTP requests: through the front door to the function and back.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use tokio::sync::oneshot;

use super::line::Subject;
use super::stage::Stage;
use super::stream::{Relay, relay};
use crate::front_door::Outcome;
use crate::process::Report;
use crate::runtime_api::{InvokeOutcome, InvokeRequest, Unreadable, read};

pub(super) async fn serve(State(stage): State<Arc<Stage>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match read(body, LARGEST_BODY, None).await {
        Ok((body, _)) => body,
        Err(Unreadable::TooLarge) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(Unreadable::Truncated) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let request = http::Request::from_parts(parts, body);
    let event = stage.door.buffered().event(&request, &stage.setting());
    let event = match event {
        Ok(event) => event,
        Err(refused) => {
            let (method, path, status) = (request.method(), request.uri().path(), refused.status());
            stage.output.line(&format!("{method} {path}: refused by the front door with {status}"));
            return refused.map(Body::from);
        }
    };
    let (answered, answer) = oneshot::channel();
    // On its own, for a client that hangs up does not end the invocation.
    tokio::spawn(invoke(stage, request, event.to_string().into(), answered));
    answer.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Invokes the function, answers the client, and prints the line.
async fn invoke(
    stage: Arc<Stage>,
    request: http::Request<Bytes>,
    event: Bytes,
    answered: oneshot::Sender<Response>,
) {
    let subject = Subject::of(&event);
    let mut live = None;
    let mut waiting = Some(answered);
    let report = stage
        .function
        .invoke_streaming(InvokeRequest::new(event), |stream| {
            if let (Some(door), Some(answered)) = (stage.door.streaming(), waiting.take()) {
                let (ended, ending) = oneshot::channel();
                let relaying =
                    Relay { stage: Arc::clone(&stage), door, request: request.clone(), answered };
                live = Some((ended, tokio::spawn(relay(relaying, stream, ending))));
            }
        })
        .await;
    let status = match (live, waiting) {
        (Some((ended, relayed)), _) => {
            // The client may have gone, and the relay with it.
            let _ = ended.send(report.outcome.is_function_error());
            relayed.await.ok()
        }
        (None, Some(answered)) => {
            let outcome = outcome(&report);
            let response = stage.door.buffered().response(&request, &outcome, &stage.setting());
            let status = response.status();
            let _ = answered.send(response.map(Body::from));
            Some(status)
        }
        (None, None) => None,
    };
    let status = status.map_or_else(|| "-".to_owned(), |status| status.as_str().to_owned());
    stage.print(&subject, &status, &report);
}

/// The outcome as a front door sees it.
fn outcome(report: &Report) -> Outcome {
    match &report.outcome {
        InvokeOutcome::Success { bytes, content_type, streaming, stream_error: None } => {
            Outcome::Reply {
                content_type: content_type.clone(),
                bytes: bytes.clone(),
                streaming: *streaming,
            }
        }
        InvokeOutcome::TimedOut { .. } => Outcome::TimedOut,
        _ => Outcome::FunctionError,
    }
}

/// More than any front door takes, so that it is the door that refuses.
const LARGEST_BODY: usize = 16 * 1024 * 1024;
