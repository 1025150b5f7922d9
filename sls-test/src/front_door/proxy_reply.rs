//! A function's result as an HTTP response: the fields all doors share.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Map, Value};

use super::body;
use super::gateway_error::GatewayError;
use super::headers::{HOP_BY_HOP, HeaderCasing};

/// Status, headers and body a function asked for, by a door's own rules.
#[derive(Debug, Default)]
pub(super) struct ProxyReply {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cookies: Vec<String>,
    pub(super) body: Bytes,
    /// Whether its length is unknown when its head is sent.
    pub(super) is_streamed: bool,
}

impl ProxyReply {
    /// Status 200 and nothing but a body.
    pub(super) fn of_body(body: Bytes) -> Self {
        Self { body, ..Self::default() }
    }

    /// Sets the content type if the function did not.
    pub(super) fn or_content_type(mut self, content_type: &str) -> Self {
        if !self.headers.iter().any(|(name, _)| is_header(name, &CONTENT_TYPE)) {
            self.headers.push((CONTENT_TYPE.as_str().to_owned(), content_type.to_owned()));
        }
        self
    }

    /// Takes these headers out.
    pub(super) fn without(mut self, names: &[&str]) -> Self {
        self.headers
            .retain(|(name, _)| !names.iter().any(|other| name.eq_ignore_ascii_case(other)));
        self
    }

    /// Takes out what the connection to the client decides.
    pub(super) fn without_framing(self) -> Self {
        self.without(HOP_BY_HOP).without(&["content-length"])
    }

    /// Writes every header name as `spell` says.
    pub(super) fn respelled(mut self, spell: impl Fn(&str) -> String) -> Self {
        for (name, _) in &mut self.headers {
            *name = spell(name);
        }
        self
    }

    /// What goes to a client that asked with `method`.
    ///
    /// # Errors
    /// [`GatewayError::FunctionFailed`] for a header that HTTP cannot carry.
    pub(super) fn into_response(
        self,
        method: &Method,
    ) -> Result<http::Response<Bytes>, GatewayError> {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = self.status;
        for (name, value) in &self.headers {
            response.headers_mut().append(header_name(name)?, header_value(value)?);
        }
        for cookie in &self.cookies {
            response.headers_mut().append(SET_COOKIE, header_value(cookie)?);
        }
        response
            .extensions_mut()
            .insert(HeaderCasing::of(self.headers.into_iter().map(|(name, _)| name)));
        if !has_no_body(self.status) {
            if !self.is_streamed {
                response.headers_mut().insert(CONTENT_LENGTH, self.body.len().into());
            }
            if method != Method::HEAD {
                *response.body_mut() = self.body;
            }
        }
        Ok(response)
    }
}

/// The object a function returned, read field by field; `null` counts as absent.
#[derive(Debug)]
pub(super) struct Fields {
    object: Map<String, Value>,
}

/// What a door accepts as the value of a reply header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderValues {
    /// Strings, and numbers and booleans as they are written in JSON.
    Stringified,
    /// Strings and nothing else.
    Strings,
}

impl Fields {
    pub(super) fn new(object: Map<String, Value>) -> Self {
        Self { object }
    }

    /// Reads an object.
    ///
    /// # Errors
    /// [`GatewayError::FunctionFailed`] for anything else, as every method here for a wrong type.
    pub(super) fn read(result: &[u8]) -> Result<Self, GatewayError> {
        let object = serde_json::from_slice(result).map_err(|_| GatewayError::FunctionFailed)?;
        Ok(Self { object })
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// Whether there are fields other than these.
    pub(super) fn holds_other_than(&self, names: &[&str]) -> bool {
        self.object.keys().any(|key| !names.contains(&key.as_str()))
    }

    /// The status code, a number or a string of digits from 100 to 599.
    pub(super) fn status(&self) -> Result<Option<StatusCode>, GatewayError> {
        let code = match self.get("statusCode") {
            None => return Ok(None),
            Some(Value::Number(code)) => code.as_u64(),
            Some(Value::String(code)) => code.parse().ok(),
            Some(_) => None,
        };
        let code = code.filter(|code| (100..=599).contains(code));
        let status = code.and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok());
        status.map(Some).ok_or(GatewayError::FunctionFailed)
    }

    /// A map of names to single values; a `null` value is left out.
    pub(super) fn headers(
        &self,
        field: &str,
        accepted: HeaderValues,
    ) -> Result<Vec<(String, String)>, GatewayError> {
        let mut headers = Vec::new();
        for (name, value) in self.map(field)? {
            match value {
                Value::Null => {}
                Value::String(text) => headers.push((name.clone(), text.clone())),
                Value::Bool(_) | Value::Number(_) if accepted == HeaderValues::Stringified => {
                    headers.push((name.clone(), value.to_string()));
                }
                _ => return Err(GatewayError::FunctionFailed),
            }
        }
        Ok(headers)
    }

    /// A map of names to lists of values.
    pub(super) fn lists(&self, field: &str) -> Result<Vec<(String, String)>, GatewayError> {
        let mut headers = Vec::new();
        for (name, values) in self.map(field)? {
            for value in values.as_array().ok_or(GatewayError::FunctionFailed)? {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Bool(_) | Value::Number(_) => value.to_string(),
                    _ => return Err(GatewayError::FunctionFailed),
                };
                headers.push((name.clone(), text));
            }
        }
        Ok(headers)
    }

    pub(super) fn cookies(&self) -> Result<Vec<String>, GatewayError> {
        let Some(cookies) = self.get("cookies") else { return Ok(Vec::new()) };
        let cookies = cookies.as_array().ok_or(GatewayError::FunctionFailed)?;
        let texts = cookies.iter().map(|cookie| cookie.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().ok_or(GatewayError::FunctionFailed)
    }

    /// The body as text, empty if there is none.
    pub(super) fn body(&self) -> Result<&str, GatewayError> {
        let body = self.get("body").map_or(Some(""), Value::as_str);
        body.ok_or(GatewayError::FunctionFailed)
    }

    pub(super) fn is_base64(&self) -> Result<bool, GatewayError> {
        let flag = self.get("isBase64Encoded").map_or(Some(false), Value::as_bool);
        flag.ok_or(GatewayError::FunctionFailed)
    }

    /// The body's bytes, decoded if the function says so.
    pub(super) fn body_bytes(&self) -> Result<Bytes, GatewayError> {
        let text = self.body()?;
        if self.is_base64()? { body::decode(text) } else { Ok(Bytes::from(text.to_owned())) }
    }

    fn get(&self, field: &str) -> Option<&Value> {
        self.object.get(field).filter(|value| !value.is_null())
    }

    fn map(&self, field: &str) -> Result<impl Iterator<Item = (&String, &Value)>, GatewayError> {
        let map =
            self.get(field).map(|value| value.as_object().ok_or(GatewayError::FunctionFailed));
        Ok(map.transpose()?.into_iter().flatten())
    }
}

fn is_header(name: &str, wanted: &HeaderName) -> bool {
    name.eq_ignore_ascii_case(wanted.as_str())
}

fn header_name(name: &str) -> Result<HeaderName, GatewayError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| GatewayError::FunctionFailed)
}

fn header_value(value: &str) -> Result<HeaderValue, GatewayError> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| GatewayError::FunctionFailed)
}

/// Statuses whose responses never have content (RFC 9110, section 6.4.1).
fn has_no_body(status: StatusCode) -> bool {
    status.is_informational()
        || status == StatusCode::NO_CONTENT
        || status == StatusCode::NOT_MODIFIED
}
