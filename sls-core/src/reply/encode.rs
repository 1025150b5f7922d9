//! HTTP responses in the form that each front door reads.

use bytes::Bytes;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use crate::event::http::Door;
use crate::failure::Failure;
use crate::reply::direct::encode_error;
use crate::reply::{Body, Reply, Response};

/// Encodes a response for the front door that sent the request.
///
/// A body that is a stream becomes a streaming reply; the function URL or the stage has to be
/// configured for it.
pub(crate) fn encode(door: Door, response: Response) -> Result<Reply, Failure> {
    let (head, body) = response.into_parts();
    match body.try_into_bytes() {
        Ok(bytes) => buffered(door, head.status, &head.headers, &bytes),
        Err(stream) => streaming(head.status, &head.headers, stream),
    }
}

fn buffered(
    door: Door,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Reply, Failure> {
    let text = simdutf8::basic::from_utf8(body).ok();
    let base64 = match text {
        Some(_) => None,
        None => Some(base64_simd::STANDARD.encode_to_string(body)),
    };
    let multi_value = match door {
        Door::Alb { multi_value } => multi_value,
        Door::HttpApi1 | Door::Rest | Door::WebSocket => true,
        Door::HttpApi2 | Door::Lattice => false,
    };
    let mut reply = Encoded {
        status_code: status.as_u16(),
        status_description: None,
        headers: None,
        multi_value_headers: None,
        cookies: None,
        body: base64.as_deref().or(text).unwrap_or_default(),
        is_base64_encoded: base64.is_some(),
    };
    let (name, description);
    if matches!(door, Door::Alb { .. }) {
        name = status.canonical_reason().unwrap_or("Unknown");
        description = format!("{} {name}", status.as_u16());
        reply.status_description = Some(&description);
    }
    if multi_value {
        reply.multi_value_headers = Some(MultiValue(headers));
    } else {
        let cookies_apart = door == Door::HttpApi2;
        reply.headers = Some(SingleValue { headers, cookies_apart });
        reply.cookies =
            (cookies_apart && headers.contains_key(SET_COOKIE)).then_some(Cookies(headers));
    }
    let mut bytes = Vec::with_capacity(192 + reply.body.len() + 48 * headers.len());
    serde_json::to_writer(&mut bytes, &reply).map_err(|error| encode_error(&error))?;
    Ok(Reply::json(bytes))
}

/// `{"statusCode", "headers", "cookies"}`, eight zero bytes, then the body as it comes
/// (AWS Lambda developer guide, "Response streaming for Lambda functions").
fn streaming(status: StatusCode, headers: &HeaderMap, body: Body) -> Result<Reply, Failure> {
    let prelude = Prelude {
        status_code: status.as_u16(),
        headers: SingleValue { headers, cookies_apart: true },
        cookies: headers.contains_key(SET_COOKIE).then_some(Cookies(headers)),
    };
    let mut bytes = serde_json::to_vec(&prelude).map_err(|error| encode_error(&error))?;
    bytes.extend_from_slice(&[0; 8]);
    Ok(Reply::http_stream(bytes.into(), body))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Encoded<'a> {
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<SingleValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_value_headers: Option<MultiValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cookies: Option<Cookies<'a>>,
    body: &'a str,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prelude<'a> {
    status_code: u16,
    headers: SingleValue<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cookies: Option<Cookies<'a>>,
}

/// One string per name; several values are joined with a comma (RFC 9110, section 5.3).
struct SingleValue<'a> {
    headers: &'a HeaderMap,
    /// Cookies are left to the list that carries them.
    cookies_apart: bool,
}

impl Serialize for SingleValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for name in self.headers.keys() {
            if self.cookies_apart && name == SET_COOKIE {
                continue;
            }
            let mut values = self.headers.get_all(name).iter().map(text);
            let first = values.next().unwrap_or_default();
            match values.next() {
                None => map.serialize_entry(name.as_str(), &first)?,
                // Cookies cannot be joined; the last one is what a single value can say.
                Some(second) if name == SET_COOKIE => {
                    map.serialize_entry(name.as_str(), &values.next_back().unwrap_or(second))?;
                }
                Some(second) => {
                    let joined = [first, second].into_iter().chain(values).collect::<Vec<_>>();
                    map.serialize_entry(name.as_str(), &joined.join(", "))?;
                }
            }
        }
        map.end()
    }
}

/// A list of strings per name.
struct MultiValue<'a>(&'a HeaderMap);

impl Serialize for MultiValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.keys().map(|name| (name.as_str(), Values(self.0, name))))
    }
}

struct Values<'a>(&'a HeaderMap, &'a HeaderName);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.get_all(self.1).iter().map(text))
    }
}

struct Cookies<'a>(&'a HeaderMap);

impl Serialize for Cookies<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for cookie in self.0.get_all(SET_COOKIE) {
            list.serialize_element(text(cookie))?;
        }
        list.end()
    }
}

/// JSON has no bytes: a value that is not UTF-8 cannot be sent.
fn text(value: &HeaderValue) -> &str {
    std::str::from_utf8(value.as_bytes()).unwrap_or_default()
}
