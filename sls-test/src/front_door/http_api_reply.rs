//! What an HTTP API makes of a function's result, in both payload formats.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use super::gateway_error::GatewayError;
use super::http_api::{HttpApi, PayloadFormat};
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};
use super::setting::Setting;
use super::{Outcome, headers, limits, payload_v2};

/// The client's response to what the function did.
pub(super) fn response(
    api: &HttpApi,
    request: &http::Request<Bytes>,
    outcome: &Outcome,
    setting: &Setting<'_>,
) -> http::Response<Bytes> {
    let reply = outcome.reply().and_then(|(_, result)| read(api, result));
    let response = reply.and_then(|reply| {
        let reply = reply.or_content_type("text/plain; charset=utf-8");
        reply.respelled(headers::title_case).into_response(request.method())
    });
    match response {
        Ok(response) => with_request_id(response, setting),
        Err(error) => refusal(api, request, error, setting),
    }
}

/// The response of an API that answers by itself.
pub(super) fn refusal(
    api: &HttpApi,
    request: &http::Request<Bytes>,
    error: GatewayError,
    setting: &Setting<'_>,
) -> http::Response<Bytes> {
    with_request_id(api.answers.response(error, request.method()), setting)
}

fn read(api: &HttpApi, result: &Bytes) -> Result<ProxyReply, GatewayError> {
    if result.len() > limits::MAX_PAYLOAD {
        return Err(GatewayError::FunctionFailed);
    }
    let reply = match api.payload {
        PayloadFormat::V1 => read_v1(result)?,
        PayloadFormat::V2 => match payload_v2::read_reply(result, Fields::body_bytes)? {
            Some(reply) => reply,
            None => whole_body(result),
        },
    };
    Ok(reply.without_framing())
}

/// A result without `statusCode`: a string without its quotes, other JSON as it is.
fn whole_body(result: &Bytes) -> ProxyReply {
    let text = serde_json::from_slice::<String>(result);
    let body = text.map_or_else(|_| result.clone(), Bytes::from);
    ProxyReply::of_body(body).or_content_type("application/json")
}

/// Payload format 1.0 wants a status, and writes single headers before multi-value ones.
fn read_v1(result: &[u8]) -> Result<ProxyReply, GatewayError> {
    let fields = Fields::read(result)?;
    let mut headers = fields.headers("headers", HeaderValues::Stringified)?;
    headers.extend(fields.lists("multiValueHeaders")?);
    Ok(ProxyReply {
        status: fields.status()?.ok_or(GatewayError::FunctionFailed)?,
        headers,
        body: fields.body_bytes()?,
        ..ProxyReply::default()
    })
}

fn with_request_id(
    mut response: http::Response<Bytes>,
    setting: &Setting<'_>,
) -> http::Response<Bytes> {
    if let Ok(id) = HeaderValue::from_str(&setting.extended_request_id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");
