//! Request and reply bodies: when they are text, and when base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde_json::Value;

use super::gateway_error::GatewayError;
use super::incoming::Incoming;

/// A list of media types, in which `text/*` and `*/*` stand for many.
#[derive(Clone, Debug)]
pub(super) struct MediaTypes {
    patterns: Vec<String>,
}

impl MediaTypes {
    pub(super) fn new<S: Into<String>>(patterns: impl IntoIterator<Item = S>) -> Self {
        let patterns = patterns.into_iter().map(|pattern| essence(&pattern.into()));
        Self { patterns: patterns.collect() }
    }

    /// What load balancers, HTTP APIs and function URLs pass on as text.
    pub(super) fn text() -> Self {
        Self::new(["text/*", "application/json", "application/javascript", "application/xml"])
    }

    /// Whether the list holds `*/*`.
    pub(super) fn holds_all(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern == "*/*")
    }

    /// Whether the list names this media type; its parameters do not count.
    pub(super) fn holds(&self, media_type: &str) -> bool {
        let wanted = essence(media_type);
        self.holds_all() || self.patterns.iter().any(|pattern| matches(pattern, &wanted))
    }
}

/// A body as it stands in an event.
#[derive(Debug)]
pub(super) struct EventBody {
    pub(super) text: String,
    pub(super) is_base64: bool,
}

impl EventBody {
    /// Text if the list holds its content type; without a content type it is base64.
    pub(super) fn by_content_type(incoming: &Incoming<'_>, text: &MediaTypes) -> Self {
        if incoming.content_type().is_some_and(|content_type| text.holds(&content_type)) {
            Self::text(incoming.body())
        } else {
            Self::base64(incoming.body())
        }
    }

    /// Text as it is; bytes that are no UTF-8 are damaged, as on AWS.
    pub(super) fn text(body: &Bytes) -> Self {
        Self { text: String::from_utf8_lossy(body).into_owned(), is_base64: false }
    }

    /// Base64, unless there is nothing to encode.
    pub(super) fn base64(body: &Bytes) -> Self {
        Self { text: BASE64.encode(body), is_base64: !body.is_empty() }
    }

    /// `null` for an empty body.
    pub(super) fn or_null(&self) -> Value {
        if self.text.is_empty() { Value::Null } else { self.text.as_str().into() }
    }
}

/// The bytes of a reply's body.
///
/// # Errors
/// [`GatewayError::Undecodable`] if what is said to be base64 is not.
pub(super) fn decode(text: &str) -> Result<Bytes, GatewayError> {
    BASE64.decode(text).map(Bytes::from).map_err(|_| GatewayError::Undecodable)
}

/// A media type without parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn matches(pattern: &str, wanted: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(kind) => wanted.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/')),
        None => pattern == wanted,
    }
}
