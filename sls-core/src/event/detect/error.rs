//! Why the sender of an event cannot be told.

use std::error::Error;
use std::fmt;

/// The sender of an event cannot be told.
///
/// The message says what was wrong and where. It never repeats the payload.
///
/// # Example
///
/// ```
/// use sls_core::event::detect;
///
/// let error = detect(br#"{"Records": []}"#).unwrap_err();
/// assert!(error.is_empty_records());
///
/// let error = detect(b"{\"name\":\n oops}").unwrap_err();
/// assert!(error.is_not_json());
/// assert_eq!(error.position(), Some((2, 2)));
/// assert_eq!(error.to_string(), "the event is not JSON (line 2, column 2)");
/// ```
#[derive(Debug)]
pub struct DetectError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    EmptyRecords,
    NotJson(serde_json::Error),
    NotUtf8 { line: usize, column: usize },
}

impl DetectError {
    #[cold]
    pub(super) fn empty_records() -> Self {
        Self { kind: Kind::EmptyRecords }
    }

    #[cold]
    pub(super) fn not_json(error: serde_json::Error) -> Self {
        Self { kind: Kind::NotJson(error) }
    }

    /// `valid_up_to` is the length of the longest prefix of `payload` that is UTF-8.
    #[cold]
    pub(super) fn not_utf8(payload: &[u8], valid_up_to: usize) -> Self {
        let before = payload.get(..valid_up_to).unwrap_or(payload);
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|&&byte| byte != b'\n').count();
        Self { kind: Kind::NotUtf8 { line, column } }
    }

    /// Whether `Records` is an empty list and nothing else says who sent the event.
    pub fn is_empty_records(&self) -> bool {
        matches!(self.kind, Kind::EmptyRecords)
    }

    /// Whether the payload is not JSON, be it cut off, malformed or not UTF-8.
    pub fn is_not_json(&self) -> bool {
        matches!(self.kind, Kind::NotJson(_) | Kind::NotUtf8 { .. })
    }

    /// Line and column, in bytes and from one, at which the payload ceases to be JSON.
    pub fn position(&self) -> Option<(usize, usize)> {
        match &self.kind {
            Kind::EmptyRecords => None,
            Kind::NotJson(error) => Some((error.line(), error.column())),
            Kind::NotUtf8 { line, column } => Some((*line, *column)),
        }
    }
}

impl fmt::Display for DetectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::EmptyRecords => f.write_str(
                "the list `Records` of the event is empty, so nothing says which service sent it",
            ),
            Kind::NotJson(error) => {
                let what =
                    if error.is_eof() { "ends in the middle of its JSON" } else { "is not JSON" };
                write!(f, "the event {what} (line {}, column {})", error.line(), error.column())
            }
            Kind::NotUtf8 { line, column } => {
                write!(f, "the event is not UTF-8 (line {line}, column {column})")
            }
        }
    }
}

impl Error for DetectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::NotJson(error) => Some(error),
            Kind::EmptyRecords | Kind::NotUtf8 { .. } => None,
        }
    }
}
