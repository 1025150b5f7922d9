//! Lambda's Invoke API, as the AWS CLI and the AWS SDKs call it.
//!
//! Status codes, headers and bodies are those of "Invoke" in the AWS Lambda API reference.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::line::{Subject, status};
use super::stage::Stage;
use crate::process::Report;
use crate::runtime_api::{InvokeOutcome, InvokeRequest, MAX_PAYLOAD, Unreadable, read};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Qualified {
    #[serde(rename = "Qualifier")]
    qualifier: Option<String>,
}

/// `ListFunctions`, with the one function there is.
pub(super) async fn list(State(stage): State<Arc<Stage>>) -> Response {
    let function = &stage.function;
    Json(json!({
        "Functions": [{
            "FunctionName": function.name(),
            "FunctionArn": function.arn(),
            "Version": "$LATEST",
        }],
        "NextMarker": null,
    }))
    .into_response()
}

/// `Invoke`.
pub(super) async fn invoke(
    State(stage): State<Arc<Stage>>,
    Path(function): Path<String>,
    Query(Qualified { qualifier }): Query<Qualified>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = read(body, MAX_PAYLOAD, None).await;
    match prepare(&stage, &function, qualifier, &parts.headers, body) {
        Ok(invocation) => invocation.run(stage).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// A call that can be carried out.
struct Invocation {
    request: InvokeRequest,
    kind: Kind,
    wants_log: bool,
    version: String,
}

enum Kind {
    DryRun,
    Event,
    RequestResponse,
}

fn prepare(
    stage: &Stage,
    function: &str,
    qualifier: Option<String>,
    headers: &HeaderMap,
    body: Result<(Bytes, impl Sized), Unreadable>,
) -> Result<Invocation, Refusal> {
    let (name, named_qualifier) = split_name(function);
    if name != stage.function.name() {
        return Err(Refusal::UnknownFunction {
            arn: stage.function.arn().replace(stage.function.name(), name),
            known: stage.function.name().to_owned(),
        });
    }
    let kind = match text(headers, "x-amz-invocation-type").as_deref() {
        None | Some("RequestResponse") => Kind::RequestResponse,
        Some("Event") => Kind::Event,
        Some("DryRun") => Kind::DryRun,
        Some(other) => return Err(Refusal::InvalidInvocationType(other.to_owned())),
    };
    let limit = if matches!(kind, Kind::Event) { ASYNC_MAX_PAYLOAD } else { MAX_PAYLOAD };
    let payload = match body {
        Ok((payload, _)) if payload.len() <= limit => payload,
        Ok(_) | Err(Unreadable::TooLarge) => return Err(Refusal::TooLarge { limit }),
        Err(Unreadable::Truncated) => return Err(Refusal::InvalidContent("truncated".to_owned())),
    };
    // Lambda invokes with an empty object where the caller sent nothing.
    let payload = if payload.is_empty() { Bytes::from_static(b"{}") } else { payload };
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(&payload) {
        return Err(Refusal::InvalidContent(format!(
            "Could not parse request body into json: Could not parse payload into json: {error}"
        )));
    }

    let qualifier = qualifier.or(named_qualifier).filter(|qualifier| qualifier != "$LATEST");
    let mut request = InvokeRequest::new(payload);
    if let Some(qualifier) = &qualifier {
        request = request.function_arn(format!("{}:{qualifier}", stage.function.arn()));
    }
    if let Some(context) = text(headers, "x-amz-client-context")
        && matches!(kind, Kind::RequestResponse)
    {
        request = request.client_context(decode_client_context(&context)?);
    }
    if let Some(trace_id) = text(headers, "x-amzn-trace-id") {
        request = request.trace_id(trace_id);
    }
    if let Some(tenant_id) = text(headers, "x-amz-tenant-id") {
        request = request.tenant_id(tenant_id);
    }
    let is_version = |qualifier: &String| qualifier.bytes().all(|digit| digit.is_ascii_digit());
    Ok(Invocation {
        request,
        kind,
        wants_log: text(headers, "x-amz-log-type").as_deref() == Some("Tail"),
        version: qualifier.filter(is_version).unwrap_or_else(|| "$LATEST".to_owned()),
    })
}

impl Invocation {
    async fn run(self, stage: Arc<Stage>) -> Response {
        let Self { request, kind, wants_log, version } = self;
        let id = stage.function.ids().uuid();
        let request = request.request_id(&id);
        let mut response = match kind {
            Kind::DryRun => StatusCode::NO_CONTENT.into_response(),
            Kind::Event => {
                tokio::spawn(invoke_and_print(stage, request));
                StatusCode::ACCEPTED.into_response()
            }
            Kind::RequestResponse => {
                // On its own, for a client that hangs up does not end the invocation.
                match tokio::spawn(invoke_and_print(stage, request)).await {
                    Ok(report) => reply(&report, wants_log, &version),
                    Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                }
            }
        };
        set(response.headers_mut(), "x-amzn-requestid", &id);
        response
    }
}

async fn invoke_and_print(stage: Arc<Stage>, request: InvokeRequest) -> Report {
    let subject = Subject::of(request.payload());
    let mut report = stage.function.invoke(request).await;
    // What was streamed is collected for a caller that waits for the whole, up to the same limit.
    if let InvokeOutcome::Success { bytes, .. } = &report.outcome
        && bytes.len() > MAX_PAYLOAD
    {
        report.outcome = InvokeOutcome::response_too_large();
    }
    stage.print(&subject, status(&report.outcome), &report);
    report
}

fn reply(report: &Report, wants_log: bool, version: &str) -> Response {
    let mut response = Response::new(Body::from(report.outcome.payload()));
    let headers = response.headers_mut();
    let content_type = match &report.outcome {
        InvokeOutcome::Success { content_type, .. } => content_type,
        _ => "application/json",
    };
    set(headers, CONTENT_TYPE.as_str(), content_type);
    set(headers, "x-amz-executed-version", version);
    if report.outcome.is_function_error() {
        set(headers, "x-amz-function-error", "Unhandled");
    }
    if wants_log {
        set(headers, "x-amz-log-result", &STANDARD.encode(&report.log_tail));
    }
    response
}

/// Leaves out a value that no header can hold, which only a function can have sent.
fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The function's name in a name, a partial ARN or an ARN, and the qualifier behind it.
fn split_name(function: &str) -> (&str, Option<String>) {
    let rest = match function.rsplit_once(":function:") {
        Some((_, rest)) => rest,
        None => function.strip_prefix("function:").unwrap_or(function),
    };
    match rest.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier.to_owned())),
        None => (rest, None),
    }
}

/// The client context as JSON text on one line, for it travels in a header.
fn decode_client_context(base64: &str) -> Result<String, Refusal> {
    let decoded = STANDARD.decode(base64).ok();
    let object = decoded.and_then(|json| serde_json::from_slice::<Value>(&json).ok());
    match object {
        Some(object @ Value::Object(_)) if base64.len() <= MAX_CLIENT_CONTEXT => {
            Ok(object.to_string())
        }
        _ => Err(Refusal::InvalidContent(
            "Client context must be a valid Base64-encoded JSON object.".to_owned(),
        )),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// Why a call is turned down before the function is invoked.
enum Refusal {
    InvalidContent(String),
    InvalidInvocationType(String),
    TooLarge { limit: usize },
    UnknownFunction { arn: String, known: String },
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error_type, body) = match self {
            Self::InvalidContent(message) => (
                StatusCode::BAD_REQUEST,
                "InvalidRequestContentException",
                json!({ "Type": "User", "message": message }),
            ),
            Self::InvalidInvocationType(value) => (
                StatusCode::BAD_REQUEST,
                "ValidationException",
                json!({ "message": format!(
                    "1 validation error detected: Value '{value}' at 'invocationType' failed to \
                     satisfy constraint: Member must satisfy enum value set: \
                     [Event, RequestResponse, DryRun]"
                ) }),
            ),
            Self::TooLarge { limit } => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestTooLargeException",
                json!({ "Type": "User", "message": format!(
                    "Request must be smaller than {limit} bytes for the InvokeFunction operation"
                ) }),
            ),
            Self::UnknownFunction { arn, known } => (
                StatusCode::NOT_FOUND,
                "ResourceNotFoundException",
                json!({ "Type": "User", "Message": format!(
                    "Function not found: {arn} (this server runs the function `{known}`)"
                ) }),
            ),
        };
        (status, [("x-amzn-errortype", error_type)], Json(body)).into_response()
    }
}

/// The largest payload of an asynchronous invocation, since October 2025.
const ASYNC_MAX_PAYLOAD: usize = 1024 * 1024;

/// The most base64 characters of a client context.
const MAX_CLIENT_CONTEXT: usize = 3583;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_named_in_all_of_lambdas_ways() {
        let qualified = Some("live".to_owned());
        assert_eq!(split_name("orders"), ("orders", None));
        assert_eq!(split_name("orders:live"), ("orders", qualified.clone()));
        assert_eq!(split_name("111122223333:function:orders"), ("orders", None));
        assert_eq!(split_name("function:orders:live"), ("orders", qualified.clone()));
        let arn = "arn:aws:lambda:eu-west-1:111122223333:function:orders:live";
        assert_eq!(split_name(arn), ("orders", qualified));
    }
}
