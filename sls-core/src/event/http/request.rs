//! The request in the `http` crate's types, for layers, mounted services and arguments.

use std::borrow::Cow;

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::event::http::{HttpEvent, RequestPath};
use crate::extract::{Location, Rejection};

/// What a decoded path has to encode again: RFC 3986's `pchar` is what may stay.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a path or query may not contain even when it is meant to be encoded already.
const STRAY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`');

/// The same for a path, in which a question mark would start the query.
const STRAY_IN_PATH: &AsciiSet = &STRAY.add(b'?');

impl<'a> HttpEvent<'a> {
    /// The body, decoded from base64 where the event says so.
    pub(crate) fn body(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        match &self.body {
            None => Ok(Cow::Borrowed(b"")),
            Some(body) if self.body_is_base64 => {
                base64_simd::STANDARD.decode_to_vec(body.as_bytes()).map(Cow::Owned).map_err(|_| {
                    let problem = "the event says base64 and it is not";
                    Rejection::new(StatusCode::BAD_REQUEST, Location::Body, problem)
                })
            }
            Some(body) => Ok(Cow::Borrowed(body.as_bytes())),
        }
    }

    /// How many bytes the body has once it is decoded.
    pub(crate) fn body_length(&self) -> usize {
        let body = self.body.as_deref().unwrap_or_default();
        if !self.body_is_base64 {
            return body.len();
        }
        let padding = body.len() - body.trim_end_matches('=').len();
        (body.len() / 4 * 3).saturating_sub(padding)
    }

    pub(crate) fn method(&self) -> Result<Method, Rejection> {
        Method::from_bytes(self.method.as_bytes()).map_err(|_| {
            Rejection::new(StatusCode::BAD_REQUEST, Location::Event, "not an HTTP method")
        })
    }

    /// All headers.
    ///
    /// Names and values that HTTP does not allow are left out.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, Rejection> {
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            let value = HeaderValue::from_bytes(value.as_bytes());
            if let (Ok(name), Ok(value)) = (name, value) {
                headers.append(name, value);
            }
        }
        Ok(headers)
    }

    /// Path and query, percent-encoded so that decoding them gives what the client meant.
    pub(crate) fn uri(&self) -> Result<Uri, Rejection> {
        let mut uri = String::with_capacity(128);
        match &self.path {
            RequestPath::Decoded(path) => uri.extend(utf8_percent_encode(path, PATH)),
            RequestPath::Encoded(path) => uri.extend(utf8_percent_encode(path, STRAY_IN_PATH)),
        }
        if !uri.starts_with('/') {
            uri.insert(0, '/');
        }
        let query = self.raw_query();
        if !query.is_empty() {
            uri.push('?');
            uri.extend(utf8_percent_encode(&query, STRAY));
        }
        Uri::try_from(uri).map_err(|_| {
            Rejection::new(StatusCode::BAD_REQUEST, Location::Path, "not a valid path")
        })
    }

    /// The request without its body.
    pub(crate) fn head(&self) -> Result<http::Request<()>, Rejection> {
        let mut request = http::Request::new(());
        *request.method_mut() = self.method()?;
        *request.uri_mut() = self.uri()?;
        *request.headers_mut() = self.header_map()?;
        Ok(request)
    }
}
