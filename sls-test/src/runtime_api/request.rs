//! What a test asks the function to do.

use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::Ids;

/// One invocation to hand to the function: a payload and what travels beside it.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use serde_json::json;
/// use sls_test::runtime_api::InvokeRequest;
///
/// let request = InvokeRequest::json(&json!({"name": "Ada"}))
///     .tenant_id("acme")
///     .timeout(Duration::from_secs(1));
/// assert_eq!(request.payload(), r#"{"name":"Ada"}"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct InvokeRequest {
    pub(super) payload: Bytes,
    pub(super) content_type: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) function_arn: Option<String>,
    pub(super) trace_id: Option<String>,
    pub(super) client_context: Option<String>,
    pub(super) identity: Option<String>,
    pub(super) tenant_id: Option<String>,
    pub(super) deadline: Option<SystemTime>,
    pub(super) timeout: Option<Duration>,
}

impl InvokeRequest {
    /// An invocation with this payload, byte for byte.
    #[must_use]
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { payload: payload.into(), ..Self::default() }
    }

    /// An invocation with this JSON payload.
    #[must_use]
    pub fn json(payload: &serde_json::Value) -> Self {
        Self::new(payload.to_string())
    }

    /// Default `application/json`: the content type that comes with the event.
    #[must_use]
    pub fn content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: Some(content_type.into()), ..self }
    }

    /// Default a fresh UUID: the request id. A retry of an asynchronous event keeps it.
    #[must_use]
    pub fn request_id(self, id: impl Into<String>) -> Self {
        Self { request_id: Some(id.into()), ..self }
    }

    /// Default the function's own ARN: the ARN that the caller named, with its qualifier.
    #[must_use]
    pub fn function_arn(self, arn: impl Into<String>) -> Self {
        Self { function_arn: Some(arn.into()), ..self }
    }

    /// Default a fresh, unsampled trace: the X-Ray trace header. Empty: the header is left out.
    #[must_use]
    pub fn trace_id(self, trace_id: impl Into<String>) -> Self {
        Self { trace_id: Some(trace_id.into()), ..self }
    }

    /// Default none: the client context as JSON text.
    #[must_use]
    pub fn client_context(self, json: impl Into<String>) -> Self {
        Self { client_context: Some(json.into()), ..self }
    }

    /// Default none: the Cognito identity as JSON text.
    #[must_use]
    pub fn identity(self, json: impl Into<String>) -> Self {
        Self { identity: Some(json.into()), ..self }
    }

    /// Default none: the tenant of a function with tenant isolation.
    #[must_use]
    pub fn tenant_id(self, tenant_id: impl Into<String>) -> Self {
        Self { tenant_id: Some(tenant_id.into()), ..self }
    }

    /// Default delivery plus timeout: the deadline that the function is told.
    ///
    /// This changes the header alone; when the invocation is cut off is [`timeout`](Self::timeout).
    #[must_use]
    pub fn deadline(self, deadline: SystemTime) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Default the function's timeout: how long after delivery the invocation is cut off.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// The request id that was set, or a fresh one.
    pub(crate) fn known_request_id(&self, ids: &Ids) -> String {
        self.request_id.clone().unwrap_or_else(|| ids.uuid())
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.payload
    }
}
