//! Misbehaviour of the platform that a test can ask for.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, StatusCode};
use serde_json::json;

use super::refusal::CloseConnection;

/// One misbehaviour of the Runtime API, used up by one call.
///
/// # Example
/// ```
/// use http::{HeaderName, StatusCode};
/// use sls_test::runtime_api::{Fault, RuntimeApi};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let api = RuntimeApi::start().await?;
/// api.fail_next(Fault::Status(StatusCode::INTERNAL_SERVER_ERROR));
/// api.fail_next(Fault::WithoutHeader(HeaderName::from_static("lambda-runtime-deadline-ms")));
/// api.fail_answer(Fault::Disconnect);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is closed without an answer.
    Disconnect,
    /// The call is answered with this status; nothing else happens.
    Status(StatusCode),
    /// The call does what it should; this header is missing in its answer.
    WithoutHeader(HeaderName),
}

impl Fault {
    /// The answer in place of the real one, if there is to be no real one.
    pub(super) fn replacement(&self) -> Option<Response> {
        match self {
            Self::Disconnect => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(CloseConnection);
                Some(response)
            }
            Self::Status(status) => {
                let message = status.canonical_reason().unwrap_or("Scripted Fault");
                let body = Json(json!({
                    "errorMessage": message,
                    "errorType": message.replace(' ', ""),
                }));
                Some((*status, body).into_response())
            }
            Self::WithoutHeader(_) => None,
        }
    }

    /// What is left of the real answer.
    pub(super) fn damage(&self, mut response: Response) -> Response {
        if let Self::WithoutHeader(name) = self {
            response.headers_mut().remove(name);
        }
        response
    }
}
