//! The metadata that a streamed HTTP result begins with.
//!
//! AWS Lambda, "Response streaming for Lambda functions"; API Gateway, "Stream the integration
//! response for your proxy integrations".

use bytes::Bytes;

use super::body;
use super::gateway_error::GatewayError;
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};

/// The content type that announces a prelude.
pub(super) const CONTENT_TYPE: &str = "application/vnd.awslambda.http-integration-response";

/// Whether a result begins with a prelude.
pub(super) fn is_announced(content_type: &str) -> bool {
    body::essence(content_type) == CONTENT_TYPE
}

/// Status, headers, cookies and body of a result that begins with a prelude.
///
/// # Errors
/// [`GatewayError::FunctionFailed`] if there is no delimiter, or no JSON object before it.
pub(super) fn read(result: &Bytes) -> Result<ProxyReply, GatewayError> {
    // JSON has no raw NUL, so the first run of eight ends it, and what follows is the body even if
    // that begins with more of them.
    let end = result.windows(DELIMITER.len()).position(|window| window == DELIMITER);
    let end = end.ok_or(GatewayError::FunctionFailed)?;
    let fields = Fields::read(&result[..end])?;
    let mut headers = fields.headers("headers", HeaderValues::Stringified)?;
    headers.extend(fields.lists("multiValueHeaders")?);
    Ok(ProxyReply {
        status: fields.status()?.unwrap_or_default(),
        headers,
        cookies: fields.cookies()?,
        body: result.slice(end + DELIMITER.len()..),
        is_streamed: true,
    })
}

const DELIMITER: [u8; 8] = [0; 8];
