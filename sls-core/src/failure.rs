//! What the invoker of a failed function is told.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use crate::error::{Error, chain};

/// The failure of one invocation, as Lambda hands it to the invoker.
///
/// Its JSON form is the payload of a function error:
/// `{"errorMessage", "errorType", "stackTrace"}`
/// (AWS Lambda developer guide, "Using the Lambda runtime API for custom runtimes").
///
/// # Example
/// ```
/// use sls_core::Failure;
///
/// let failure = Failure::new("OutOfStock", "no A1 left");
/// assert_eq!(
///     failure.to_json(),
///     r#"{"errorMessage":"no A1 left","errorType":"OutOfStock","stackTrace":[]}"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    error_message: String,
    error_type: Cow<'static, str>,
    stack_trace: Vec<String>,
}

impl Failure {
    /// A failure with a short stable type and a message for people.
    pub fn new(error_type: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            error_message: message.into(),
            error_type: error_type.into(),
            stack_trace: Vec::new(),
        }
    }

    /// The short stable name of what went wrong.
    #[must_use]
    pub fn error_type(&self) -> &str {
        &self.error_type
    }

    /// What went wrong, with the whole chain of causes.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.error_message
    }

    /// Where it went wrong, if that is known: for a panic its place in the source.
    #[must_use]
    pub fn stack_trace(&self) -> &[String] {
        &self.stack_trace
    }

    /// The payload of the function error.
    #[must_use]
    pub fn to_json(&self) -> Bytes {
        serde_json::to_vec(self).expect("three plain fields always serialise").into()
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.stack_trace.push(place.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error_type, self.error_message)
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (error_type, source) = error.into_parts();
        match source.downcast::<Self>() {
            Ok(failure) => Self { error_type, ..*failure },
            Err(source) => Self::new(error_type, chain(&*source)),
        }
    }
}
