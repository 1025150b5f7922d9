//! What a REST API makes of a function's result.

use bytes::Bytes;
use http::header::{ACCEPT, HeaderMap, HeaderValue};

use super::body;
use super::gateway_error::GatewayError;
use super::incoming::Incoming;
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};
use super::rest::RestApi;
use super::setting::Setting;
use super::{Outcome, limits, stream_prelude};

/// The client's response to what the function did.
pub(super) fn response(
    api: &RestApi,
    request: &http::Request<Bytes>,
    outcome: &Outcome,
    setting: &Setting<'_>,
) -> http::Response<Bytes> {
    let reply = outcome.reply();
    let reply = reply.and_then(|(content_type, result)| read(api, request, content_type, result));
    let response = reply.and_then(|reply| {
        remapped(reply).or_content_type("application/json").into_response(request.method())
    });
    match response {
        Ok(mut response) => {
            let trace =
                Incoming::new(request).header(TRACE).unwrap_or_else(|| setting.trace_root());
            add(response.headers_mut(), "x-amzn-trace-id", &trace);
            add_ids(response.headers_mut(), setting);
            response
        }
        Err(error) => refusal(api, request, error, setting),
    }
}

/// The response of an API that answers by itself.
pub(super) fn refusal(
    api: &RestApi,
    request: &http::Request<Bytes>,
    error: GatewayError,
    setting: &Setting<'_>,
) -> http::Response<Bytes> {
    let mut response = api.answers.response(error, request.method());
    add_ids(response.headers_mut(), setting);
    response
}

fn read(
    api: &RestApi,
    request: &http::Request<Bytes>,
    content_type: &str,
    result: &Bytes,
) -> Result<ProxyReply, GatewayError> {
    if api.streams {
        return match stream_prelude::is_announced(content_type) {
            true => stream_prelude::read(result),
            false => Err(GatewayError::FunctionFailed),
        };
    }
    if result.len() > limits::MAX_PAYLOAD {
        return Err(GatewayError::FunctionFailed);
    }
    if api.null_is_empty && result.trim_ascii() == b"null" {
        return Ok(ProxyReply::of_body(Bytes::new()));
    }
    let fields = Fields::read(result)?;
    if fields.holds_other_than(&FIELDS) {
        return Err(GatewayError::FunctionFailed);
    }
    let mut headers = fields.lists("multiValueHeaders")?;
    headers.extend(fields.headers("headers", HeaderValues::Stringified)?);
    let text = fields.body()?;
    let body = if fields.is_base64()? && accepts_binary(api, request) {
        body::decode(text)?
    } else {
        Bytes::from(text.to_owned())
    };
    let status = fields.status()?.unwrap_or_default();
    Ok(ProxyReply { status, headers, body, ..ProxyReply::default() })
}

/// Whether base64 is decoded for this client: only its first media type counts.
fn accepts_binary(api: &RestApi, request: &http::Request<Bytes>) -> bool {
    let accept = Incoming::new(request).header(ACCEPT).unwrap_or_default();
    let first = accept.split(',').next().unwrap_or_default();
    api.binary_media_types.holds_all() || api.binary_media_types.holds(first)
}

/// Renames the headers that API Gateway keeps for itself.
fn remapped(reply: ProxyReply) -> ProxyReply {
    reply.without(&["transfer-encoding"]).respelled(|name| {
        let own = REMAPPED.iter().find(|own| name.eq_ignore_ascii_case(own));
        own.map_or_else(|| name.to_owned(), |own| format!("x-amzn-Remapped-{own}"))
    })
}

fn add_ids(headers: &mut HeaderMap, setting: &Setting<'_>) {
    add(headers, "x-amzn-requestid", &setting.ids.uuid());
    add(headers, "x-amz-apigw-id", &setting.extended_request_id());
}

fn add(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

const FIELDS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

const REMAPPED: [&str; 5] = ["Connection", "Content-Length", "Date", "Server", "WWW-Authenticate"];

const TRACE: http::HeaderName = http::HeaderName::from_static("x-amzn-trace-id");
