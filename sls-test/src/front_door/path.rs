//! Paths, decoded or not, the way each door delivers them.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Whether `rawPath` arrives percent-decoded.
///
/// Captures of live HTTP APIs show it decoded, those of function URLs disagree.
///
/// # Example
/// ```
/// use sls_test::front_door::{FunctionUrl, RawPath};
///
/// let url = FunctionUrl::new();
/// assert_eq!(url.get("/a%20b").event()["rawPath"], "/a%20b");
///
/// let decoding = url.raw_path(RawPath::Decoded);
/// assert_eq!(decoding.get("/a%20b").event()["rawPath"], "/a b");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RawPath {
    /// Percent-decoded.
    Decoded,
    /// As it was on the wire.
    Encoded,
}

/// Percent-decodes once; what is no UTF-8 becomes replacement characters.
pub(super) fn decode(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

/// Decodes as HTTP APIs were seen to: twice.
///
/// The second time the path is read as a URI of its own. So `%252F` becomes `/`, `%3F` ends the path, and `%25`, which leaves a `%` that escapes
/// nothing, makes the request a bad one (`None`).
pub(super) fn decode_twice(path: &str) -> Option<String> {
    let once = decode(path);
    let uri = once.split('?').next().unwrap_or_default();
    is_encoded(uri).then(|| decode(uri).into_owned())
}

/// One leading slash where there are several.
pub(super) fn one_leading_slash(path: &str) -> &str {
    let slashes = path.len() - path.trim_start_matches('/').len();
    &path[slashes.saturating_sub(1)..]
}

/// What follows `prefix` (no slashes around it) if the path's first segment is that prefix.
pub(super) fn strip_first_segment<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix('/')?.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Whether every `%` begins an escape (RFC 3986, section 2.1).
fn is_encoded(path: &str) -> bool {
    let mut rest = path.split('%');
    rest.next();
    rest.all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}
