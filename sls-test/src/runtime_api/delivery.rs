//! One event on its way to the runtime, with the headers that carry its context.

use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};

/// The event and its context, as `/runtime/invocation/next` delivers them.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) request_id: String,
    pub(super) invocation_id: Option<String>,
    pub(super) deadline: SystemTime,
    pub(super) timeout: Duration,
    pub(super) function_arn: String,
    pub(super) trace_id: Option<String>,
    pub(super) client_context: Option<String>,
    pub(super) identity: Option<String>,
    pub(super) tenant_id: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) payload: Bytes,
}

impl Delivery {
    pub(super) fn response(&self) -> Response {
        let mut response = Response::new(Body::from(self.payload.clone()));
        let headers = response.headers_mut();
        let deadline = epoch_millis(self.deadline).to_string();
        let values = [
            (REQUEST_ID, Some(self.request_id.as_str())),
            (DEADLINE, Some(deadline.as_str())),
            (FUNCTION_ARN, Some(self.function_arn.as_str())),
            (TRACE_ID, self.trace_id.as_deref()),
            (CLIENT_CONTEXT, self.client_context.as_deref()),
            (IDENTITY, self.identity.as_deref()),
            (TENANT_ID, self.tenant_id.as_deref()),
            (INVOCATION_ID, self.invocation_id.as_deref()),
            (CONTENT_TYPE, Some(self.content_type.as_deref().unwrap_or("application/json"))),
        ];
        for (name, value) in values {
            // Lambda leaves out a header whose value is empty. One that no header can hold (a line
            // break inside) cannot have come from an AWS client, and is left out as well.
            if let Some(value) = value.filter(|value| !value.is_empty())
                && let Ok(value) = HeaderValue::from_bytes(value.as_bytes())
            {
                headers.insert(name, value);
            }
        }
        response
    }
}

fn epoch_millis(time: SystemTime) -> u128 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis()
}

const REQUEST_ID: HeaderName = HeaderName::from_static("lambda-runtime-aws-request-id");
const DEADLINE: HeaderName = HeaderName::from_static("lambda-runtime-deadline-ms");
const FUNCTION_ARN: HeaderName = HeaderName::from_static("lambda-runtime-invoked-function-arn");
const TRACE_ID: HeaderName = HeaderName::from_static("lambda-runtime-trace-id");
const CLIENT_CONTEXT: HeaderName = HeaderName::from_static("lambda-runtime-client-context");
const IDENTITY: HeaderName = HeaderName::from_static("lambda-runtime-cognito-identity");
const TENANT_ID: HeaderName = HeaderName::from_static("lambda-runtime-aws-tenant-id");
pub(super) const INVOCATION_ID: HeaderName =
    HeaderName::from_static("lambda-runtime-invocation-id");
