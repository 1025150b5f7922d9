//! What a function did with one invocation.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use crate::event::{to_bytes, to_text};

/// What became of one invocation, as the platform sees it.
///
/// # Example
/// ```
/// use sls_test::platform::Outcome;
///
/// assert!(Outcome::json(&[1, 2]).is_ok());
/// assert!(!Outcome::error("Boom", "the disk is full").is_ok());
/// assert_eq!(Outcome::raw("no JSON").bytes(), Some(&b"no JSON"[..]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The function posted a result: these bytes, whatever they are.
    Reply(Bytes),
    /// The function reported an error, with this JSON.
    Error(Bytes),
    /// The function was still running at its deadline.
    Timeout,
    /// The process ended before it had answered.
    Crash,
    /// The process did not come up: both attempts of its INIT phase failed, with this JSON.
    InitError(Bytes),
    /// Nothing ran, since there was no capacity: status 429.
    Throttled,
    /// The service had trouble: status 500. Nothing ran, unless it was the reply that got lost.
    ServiceError,
}

impl Outcome {
    /// The function replied `null`, as one that returns nothing does.
    #[must_use]
    pub fn ok() -> Self {
        Self::raw("null")
    }

    /// The function replied with the JSON of a value.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[must_use]
    #[track_caller]
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self::raw(to_text(value))
    }

    /// The function replied with these bytes, which need not be JSON.
    #[must_use]
    pub fn raw(result: impl Into<Bytes>) -> Self {
        Self::Reply(result.into())
    }

    /// The function reported an error.
    #[must_use]
    pub fn error(error_type: &str, message: &str) -> Self {
        Self::Error(to_bytes(&json!({"errorMessage": message, "errorType": error_type})))
    }

    /// The function replied that these records failed: message ids or sequence numbers.
    #[must_use]
    pub fn batch_item_failures<I>(identifiers: I) -> Self
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        let items = identifiers.into_iter();
        let items: Vec<_> =
            items.map(|identifier| json!({"itemIdentifier": identifier.as_ref()})).collect();
        Self::json(&json!({ "batchItemFailures": items }))
    }

    /// Whether the invocation succeeded: there is a reply and no error.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        matches!(self, Self::Reply(_))
    }

    /// The result or the error that the function posted.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Reply(bytes) | Self::Error(bytes) | Self::InitError(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The same, so long after the function was invoked.
    ///
    /// A [`Timeout`](Self::Timeout) comes at the function's deadline, whatever is said here.
    #[must_use]
    pub fn after(self, duration: Duration) -> Act {
        Act { outcome: self, duration }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(_) => f.write_str("replied"),
            Self::Error(error) => write!(f, "failed: {}", String::from_utf8_lossy(error)),
            Self::Timeout => f.write_str("timed out"),
            Self::Crash => f.write_str("crashed"),
            Self::InitError(error) => {
                write!(f, "did not start: {}", String::from_utf8_lossy(error))
            }
            Self::Throttled => f.write_str("throttled"),
            Self::ServiceError => f.write_str("refused by the service"),
        }
    }
}

/// An [`Outcome`] and how long the function took for it.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::{Act, Outcome};
///
/// let act = Outcome::ok().after(Duration::from_millis(20));
/// assert_eq!(act.duration, Duration::from_millis(20));
/// assert_eq!(Act::from(Outcome::Crash).duration, Duration::from_millis(1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Act {
    /// What came of it.
    pub outcome: Outcome,
    /// From the start of the invocation to its end; one millisecond unless said otherwise.
    pub duration: Duration,
}

impl From<Outcome> for Act {
    fn from(outcome: Outcome) -> Self {
        outcome.after(Duration::from_millis(1))
    }
}
