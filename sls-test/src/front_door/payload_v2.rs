//! Payload format version 2.0: the event of HTTP APIs and function URLs, and the reply to it.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::body::EventBody;
use super::gateway_error::GatewayError;
use super::headers::Headers;
use super::incoming::Incoming;
use super::payload_v1::pairs;
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};
use super::query::Query;

/// The name of the route, and of the stage, that catches everything.
pub(super) const DEFAULT: &str = "$default";

/// What both doors put into the event in the same way.
#[derive(Debug)]
pub(super) struct PayloadV2<'a> {
    pub(super) route_key: &'a str,
    pub(super) raw_path: String,
    pub(super) raw_query: &'a str,
    pub(super) cookies: Vec<String>,
    pub(super) headers: &'a Headers,
    pub(super) path_parameters: Vec<(String, String)>,
    pub(super) stage_variables: &'a [(String, String)],
    pub(super) request_context: Value,
    pub(super) body: EventBody,
}

impl PayloadV2<'_> {
    /// Empty maps, lists and bodies are absent.
    pub(super) fn into_event(self) -> Value {
        let mut event = Map::new();
        event.insert("version".to_owned(), "2.0".into());
        event.insert("routeKey".to_owned(), self.route_key.into());
        event.insert("rawPath".to_owned(), self.raw_path.into());
        event.insert("rawQueryString".to_owned(), self.raw_query.into());
        event.insert("headers".to_owned(), self.headers.joined_values().into());
        event.insert("requestContext".to_owned(), self.request_context);
        event.insert("isBase64Encoded".to_owned(), self.body.is_base64.into());
        if !self.cookies.is_empty() {
            event.insert("cookies".to_owned(), self.cookies.into());
        }
        let query = Query::decoded(self.raw_query, &['&']);
        for (key, map) in [
            ("queryStringParameters", query.joined_values()),
            ("pathParameters", pairs(&self.path_parameters)),
            ("stageVariables", pairs(self.stage_variables)),
        ] {
            if !map.is_empty() {
                event.insert(key.to_owned(), map.into());
            }
        }
        if !self.body.text.is_empty() {
            event.insert("body".to_owned(), self.body.text.into());
        }
        Value::Object(event)
    }
}

/// The single cookies of all `Cookie` headers.
pub(super) fn cookies(headers: &[String]) -> Vec<String> {
    let pieces = headers.iter().flat_map(|header| header.split(';'));
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

/// `requestContext.http`.
pub(super) fn http_context(incoming: &Incoming<'_>, path: &str) -> Value {
    json!({
        "method": incoming.method(),
        "path": path,
        "protocol": incoming.protocol(),
        "sourceIp": incoming.source_ip(),
        "userAgent": incoming.user_agent().unwrap_or_default(),
    })
}

/// Reads a result that says `statusCode`; `None` if it does not.
///
/// # Errors
/// [`GatewayError::FunctionFailed`] for a result that is not JSON, or a field of a wrong type.
pub(super) fn read_reply(
    result: &[u8],
    body: impl Fn(&Fields) -> Result<Bytes, GatewayError>,
) -> Result<Option<ProxyReply>, GatewayError> {
    let value: Value = serde_json::from_slice(result).map_err(|_| GatewayError::FunctionFailed)?;
    let Value::Object(object) = value else { return Ok(None) };
    let fields = Fields::new(object);
    if !fields.holds("statusCode") {
        return Ok(None);
    }
    Ok(Some(ProxyReply {
        status: fields.status()?.ok_or(GatewayError::FunctionFailed)?,
        headers: fields.headers("headers", HeaderValues::Stringified)?,
        cookies: fields.cookies()?,
        body: body(&fields)?,
        ..ProxyReply::default()
    }))
}
