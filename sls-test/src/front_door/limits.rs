//! The sizes at which doors and Lambda say no.

use serde_json::Value;

use super::gateway_error::GatewayError;

/// The largest event and the largest buffered result of a synchronous invocation, in bytes.
pub(super) const MAX_PAYLOAD: usize = 6 * 1024 * 1024 + 100;

/// The largest streamed result in bytes.
pub(super) const MAX_STREAM: usize = 200 * 1024 * 1024;

/// The largest request body of API Gateway in bytes.
pub(super) const MAX_GATEWAY_BODY: usize = 10 * 1024 * 1024;

/// The most bytes in the header section of a request to API Gateway.
pub(super) const MAX_GATEWAY_HEADERS: usize = 10_240;

/// The largest request body, and the largest result, of a load balancer in bytes.
pub(super) const MAX_LOAD_BALANCER: usize = 1024 * 1024;

/// The event, unless it is larger than Lambda takes.
///
/// # Errors
/// [`GatewayError::PayloadTooLarge`]
pub(super) fn check_event(event: Value) -> Result<Value, GatewayError> {
    if event.to_string().len() > MAX_PAYLOAD {
        Err(GatewayError::PayloadTooLarge)
    } else {
        Ok(event)
    }
}
