//! The answers with which the Runtime API turns a call down.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use super::MAX_PAYLOAD;
use super::phase::Phase;

/// Why a call of the runtime is turned down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The answer belongs to an invocation that timed out before.
    InvokeTimeout,
    InvalidRequestId,
    InvalidResponseMode,
    InvalidTransition {
        from: Phase,
        to: Phase,
    },
    /// The environment was reset while the runtime waited: its connection is closed.
    Reset,
    TooLarge,
    TooManyIdle {
        limit: usize,
    },
    Truncated,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidRequestId | Self::InvalidResponseMode | Self::Truncated => {
                StatusCode::BAD_REQUEST
            }
            Self::InvalidTransition { .. } => StatusCode::FORBIDDEN,
            Self::InvokeTimeout => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Reset | Self::TooManyIdle { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn type_and_message(&self) -> (&'static str, String) {
        match self {
            Self::InvalidRequestId => ("InvalidRequestID", "Invalid request ID".to_owned()),
            Self::InvalidResponseMode => {
                ("InvalidFunctionResponseMode", "Invalid function response mode".to_owned())
            }
            Self::InvalidTransition { from, to } => (
                "InvalidStateTransition",
                format!(
                    "State transition from {} to {} failed for runtime. \
                     Error: State transition is not allowed",
                    from.name(),
                    to.name()
                ),
            ),
            Self::InvokeTimeout => ("InvokeTimeout", "Invoke timeout".to_owned()),
            Self::Reset => ("InternalServerError", "Internal Server Error".to_owned()),
            Self::TooLarge => (
                "RequestEntityTooLarge",
                format!("Exceeded maximum allowed payload size ({MAX_PAYLOAD} bytes)."),
            ),
            Self::TooManyIdle { limit } => (
                "Runtime.TooManyIdleRuntimes",
                format!("{limit} calls of /runtime/invocation/next are already waiting"),
            ),
            Self::Truncated => {
                ("TruncatedHTTPRequest", "HTTP request detected as truncated".to_owned())
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (error_type, message) = self.type_and_message();
        let body = Json(json!({ "errorMessage": message, "errorType": error_type }));
        let mut response = (self.status(), body).into_response();
        if self == Self::Reset {
            response.extensions_mut().insert(CloseConnection);
        }
        response
    }
}

/// Marks a response that is not sent: the connection is closed in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct CloseConnection;
