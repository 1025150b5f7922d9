//! The paths of the Runtime API and what each call does to the machine.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::json;
use tokio::sync::mpsc;

use super::answer::{ERROR_TYPE, Mode, Unreadable, drain, read};
use super::delivery::INVOCATION_ID;
use super::error_type::sanitise;
use super::extension;
use super::machine::{Next, Rules, Ticket};
use super::outcome::{InvokeOutcome, StreamHead};
use super::phase::Phase;
use super::refusal::Refusal;
use super::shared::Shared;
use super::{MAX_PAYLOAD, MAX_STREAM};

/// The calls that a fault can be scripted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Answer,
    Next,
}

impl Call {
    pub(super) fn of(path: &str) -> Option<Self> {
        match path.strip_prefix("/2018-06-01/runtime/invocation/")?.rsplit_once('/') {
            None => Some(Self::Next),
            Some((_, "error" | "response")) => Some(Self::Answer),
            Some(_) => None,
        }
    }
}

pub(super) fn router(shared: Arc<Shared>, rules: Rules) -> Router {
    let mut calls = Router::new()
        .route("/ping", get(|| async { "pong" }))
        .route("/runtime/invocation/next", get(next))
        .route("/runtime/invocation/{id}/response", post(response))
        // An empty id, which the pattern above does not match, is an unknown id.
        .route("/runtime/invocation//response", post(unknown_id))
        .route("/runtime/invocation/{id}/error", post(error))
        .route("/runtime/invocation//error", post(unknown_id))
        .route("/runtime/init/error", post(init_error));
    if rules.snap_start {
        calls = calls
            .route("/runtime/restore/next", get(restore_next))
            .route("/runtime/restore/error", post(restore_error));
    }
    Router::new()
        .nest("/2018-06-01", calls)
        .nest("/2020-01-01/extension", extension::router())
        .fallback(|| async { (StatusCode::NOT_FOUND, "404 page not found\n") })
        .with_state(shared)
}

async fn next(State(shared): State<Arc<Shared>>) -> Result<Response, Refusal> {
    let ticket = match shared.change(|machine| machine.next())? {
        Next::Again(delivery) => return Ok(delivery.response()),
        Next::Wait(ticket) => ticket,
    };
    let seat = Seat { shared: &shared, ticket: Some(ticket) };
    let delivery = shared.deliver(seat.ticket()).await?;
    seat.keep();
    Ok(delivery.response())
}

async fn response(
    State(shared): State<Arc<Shared>>,
    Path(request_id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let phase = Phase::InvocationResponse;
    let answer = match Answer::begin(&shared, request_id, &parts.headers, phase) {
        Ok(answer) => answer,
        Err(refusal) => return refuse(body, refusal).await,
    };
    let Some(mode) = Mode::of(&parts.headers) else {
        let number = answer.leave_open();
        shared.change(|machine| machine.settle_stuck(number, bad_mode()));
        return refuse(body, Refusal::InvalidResponseMode).await;
    };
    let content_type = text(&parts.headers, CONTENT_TYPE.as_str());
    let content_type = content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
    let read = match mode {
        Mode::Buffered => read(body, MAX_PAYLOAD, None).await,
        Mode::Streaming => {
            let (each, chunks) = mpsc::unbounded_channel();
            let head = StreamHead::new(content_type.clone(), chunks);
            shared.change(|machine| machine.begin_stream(answer.number, head));
            read(body, MAX_STREAM, Some(each)).await
        }
    };
    match read {
        Ok((bytes, stream_error)) => answer.end(InvokeOutcome::Success {
            bytes,
            content_type,
            streaming: mode == Mode::Streaming,
            stream_error,
        }),
        Err(Unreadable::TooLarge) => {
            answer.end(InvokeOutcome::response_too_large()).and(Err(Refusal::TooLarge))
        }
        Err(Unreadable::Truncated) => answer.end(truncated()).and(Err(Refusal::Truncated)),
    }
}

async fn error(
    State(shared): State<Arc<Shared>>,
    Path(request_id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let phase = Phase::InvocationErrorResponse;
    let answer = match Answer::begin(&shared, request_id, &parts.headers, phase) {
        Ok(answer) => answer,
        Err(refusal) => return refuse(body, refusal).await,
    };
    match read(body, MAX_PAYLOAD, None).await {
        Ok((payload, _)) => {
            let reported_type = text(&parts.headers, ERROR_TYPE);
            answer.end(InvokeOutcome::FunctionError {
                error_type: sanitise(reported_type.as_deref()),
                reported_type,
                payload,
            })
        }
        Err(Unreadable::TooLarge) => {
            answer.end(InvokeOutcome::response_too_large()).and(Err(Refusal::TooLarge))
        }
        Err(Unreadable::Truncated) => answer.end(truncated()).and(Err(Refusal::Truncated)),
    }
}

async fn unknown_id(body: Body) -> Result<Response, Refusal> {
    refuse(body, Refusal::InvalidRequestId).await
}

async fn refuse(body: Body, refusal: Refusal) -> Result<Response, Refusal> {
    drain(body).await;
    Err(refusal)
}

async fn init_error(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (error_type, reported_type, payload) = start_failure(&headers, body).await?;
    shared.change(|machine| machine.init_error(error_type, reported_type, payload))?;
    Ok(accepted())
}

async fn restore_error(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (error_type, reported_type, payload) = start_failure(&headers, body).await?;
    shared.change(|machine| machine.restore_error(error_type, reported_type, payload))?;
    Ok(accepted())
}

async fn start_failure(
    headers: &HeaderMap,
    body: Body,
) -> Result<(String, Option<String>, Bytes), Refusal> {
    let (payload, _) = read(body, MAX_PAYLOAD, None).await.map_err(|error| match error {
        Unreadable::TooLarge => Refusal::TooLarge,
        Unreadable::Truncated => Refusal::Truncated,
    })?;
    let reported_type = text(headers, ERROR_TYPE);
    Ok((sanitise(reported_type.as_deref()), reported_type, payload))
}

async fn restore_next(State(shared): State<Arc<Shared>>) -> Result<Response, Refusal> {
    let ticket = shared.change(|machine| machine.restore_next())?;
    shared
        .wait_for(|machine| match machine.is_restored(&ticket) {
            Ok(false) => None,
            Ok(true) => Some(Ok(())),
            Err(refusal) => Some(Err(refusal)),
        })
        .await?;
    Ok(StatusCode::OK.into_response())
}

fn accepted() -> Response {
    (StatusCode::ACCEPTED, Json(json!({ "status": "OK" }))).into_response()
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

fn bad_mode() -> InvokeOutcome {
    InvokeOutcome::platform_error(
        "Runtime.InvalidResponseModeHeader",
        "Invalid function response mode",
    )
}

fn truncated() -> InvokeOutcome {
    InvokeOutcome::platform_error("Runtime.TruncatedResponse", "HTTP request detected as truncated")
}

/// A call of `/next` that waits; giving up the call gives up its place.
struct Seat<'a> {
    shared: &'a Shared,
    ticket: Option<Ticket>,
}

impl Seat<'_> {
    fn ticket(&self) -> &Ticket {
        self.ticket.as_ref().expect("only `keep` takes it, and `keep` takes the seat")
    }

    fn keep(mut self) {
        self.ticket = None;
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.shared.change(|machine| machine.leave(&ticket));
        }
    }
}

/// An answer that comes in; breaking off ends it as truncated.
struct Answer<'a> {
    shared: &'a Shared,
    request_id: String,
    number: u64,
    open: bool,
}

impl<'a> Answer<'a> {
    fn begin(
        shared: &'a Shared,
        request_id: String,
        headers: &HeaderMap,
        phase: Phase,
    ) -> Result<Self, Refusal> {
        let invocation_id = text(headers, INVOCATION_ID.as_str());
        let number = shared
            .change(|machine| machine.begin_answer(&request_id, invocation_id.as_deref(), phase))?;
        Ok(Self { shared, request_id, number, open: true })
    }

    fn end(mut self, outcome: InvokeOutcome) -> Result<Response, Refusal> {
        self.close(outcome).map(|()| accepted())
    }

    fn leave_open(mut self) -> u64 {
        self.open = false;
        self.number
    }

    fn close(&mut self, outcome: InvokeOutcome) -> Result<(), Refusal> {
        self.open = false;
        self.shared.change(|machine| machine.end_answer(self.number, &self.request_id, outcome))
    }
}

impl Drop for Answer<'_> {
    fn drop(&mut self) {
        if self.open {
            // Nobody is left to hear the refusal.
            let _ = self.close(truncated());
        }
    }
}
