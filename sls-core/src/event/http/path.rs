//! Paths: stages and base paths taken off, percent-encoding read exactly once.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::event::http::RequestPath;

/// Stands for a slash that was written `%2F`, while segments are told apart.
///
/// A noncharacter of Unicode, which no path may contain.
const ENCODED_SLASH: char = '\u{10FFFF}';

impl RequestPath<'_> {
    /// Takes the stage off, if the path starts with it.
    pub(super) fn strip_stage(&mut self, stage: &str) {
        if stage == "$default" {
            return;
        }
        let (Self::Decoded(path) | Self::Encoded(path)) = &*self;
        let below = path.strip_prefix('/').and_then(|path| path.strip_prefix(stage));
        if below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            self.drop_front(1 + stage.len());
        }
    }

    /// Takes `/prefix` off, if the path is at or below it.
    pub(super) fn strip_prefix(&mut self, prefix: &str) {
        let (Self::Decoded(path) | Self::Encoded(path)) = &*self;
        let below = path.strip_prefix(prefix);
        if below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            self.drop_front(prefix.len());
        }
    }

    fn drop_front(&mut self, bytes: usize) {
        let (Self::Decoded(path) | Self::Encoded(path)) = self;
        match path {
            path if path.len() == bytes => *path = Cow::Borrowed("/"),
            Cow::Borrowed(path) => *path = &path[bytes..],
            Cow::Owned(path) => drop(path.drain(..bytes)),
        }
    }

    /// The path that routes are matched with; `None` if it is not UTF-8 once decoded.
    ///
    /// Whether or not a client encodes a letter makes no difference to the route. A slash that is
    /// encoded belongs to its segment: [`parameter`] turns it back.
    pub(crate) fn for_routing(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Decoded(path) => Some(Cow::Borrowed(path)),
            Self::Encoded(path) => percent_decode_segments(path),
        }
    }
}

/// Decodes each segment of a path on its own; `None` if one is not UTF-8.
pub(crate) fn percent_decode_segments(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let mut decoded = String::with_capacity(path.len());
    for (position, segment) in path.split('/').enumerate() {
        if position > 0 {
            decoded.push('/');
        }
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        if segment.contains(ENCODED_SLASH) {
            return None;
        }
        if segment.contains('/') {
            decoded.extend(segment.chars().map(|c| if c == '/' { ENCODED_SLASH } else { c }));
        } else {
            decoded.push_str(&segment);
        }
    }
    Some(Cow::Owned(decoded))
}

/// A parameter's value as the client meant it.
pub(crate) fn parameter(value: &str) -> Cow<'_, str> {
    if value.contains(ENCODED_SLASH) {
        Cow::Owned(value.replace(ENCODED_SLASH, "/"))
    } else {
        Cow::Borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        let decoded = percent_decode_segments(path).unwrap();
        assert_eq!(parameter(&decoded), expected);
    }

    #[test]
    fn decodes_once_and_keeps_what_is_no_escape() {
        check("/a%20b", "/a b");
        check("/a+b", "/a+b");
        check("/100%", "/100%");
        check("/%zz", "/%zz");
        check("/%2525", "/%25");
        check("/caf%C3%A9", "/café");
        check("/a%2Fb", "/a/b");
    }

    #[test]
    fn keeps_an_encoded_slash_in_its_segment() {
        let decoded = percent_decode_segments("/a%2Fb/c").unwrap();
        assert_eq!(decoded.matches('/').count(), 2);
    }

    #[test]
    fn refuses_what_is_not_utf8() {
        assert_eq!(percent_decode_segments("/%FF"), None);
        assert_eq!(percent_decode_segments("/%F4%8F%BF%BF"), None);
    }

    #[test]
    fn takes_the_stage_off_whole_segments_only() {
        let strip = |path: &'static str, stage| {
            let mut path = RequestPath::Decoded(Cow::Borrowed(path));
            path.strip_stage(stage);
            path.for_routing().unwrap().into_owned()
        };
        assert_eq!(strip("/prod/orders", "prod"), "/orders");
        assert_eq!(strip("/prod", "prod"), "/");
        assert_eq!(strip("/products", "prod"), "/products");
        assert_eq!(strip("/$default/x", "$default"), "/$default/x");
    }
}
