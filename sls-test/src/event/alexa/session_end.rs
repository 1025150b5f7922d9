//! Why a session ended.

use serde_json::{Map, Value, json};

/// Why a session ended that the skill did not end itself.
///
/// (Alexa Skills Kit, "Request Types Reference", SessionEndedRequest.)
///
/// # Example
/// ```
/// use sls_test::event::{AlexaEvent, AlexaSessionEnd};
///
/// let end = AlexaSessionEnd::error("INVALID_RESPONSE", "the reply is not JSON");
/// let request = AlexaEvent::session_ended("amzn1.ask.skill.1", end).build()["request"].take();
/// assert_eq!(request["reason"], "ERROR");
/// assert_eq!(request["error"]["type"], "INVALID_RESPONSE");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AlexaSessionEnd {
    /// Something went wrong.
    #[non_exhaustive]
    Error {
        /// `INVALID_RESPONSE`, `DEVICE_COMMUNICATION_ERROR`, `INTERNAL_SERVICE_ERROR` or
        /// `ENDPOINT_TIMEOUT`.
        kind: String,
        /// What went wrong, in words.
        message: String,
    },
    /// The user said nothing that the skill understands, and was asked often enough.
    ExceededMaxReprompts,
    /// The user left.
    UserInitiated,
}

impl AlexaSessionEnd {
    /// Something went wrong.
    #[must_use]
    pub fn error(kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Error { kind: kind.into(), message: message.into() }
    }

    /// What the request has beside the members of all requests.
    pub(super) fn members(&self) -> Map<String, Value> {
        let reason = match self {
            Self::Error { .. } => "ERROR",
            Self::ExceededMaxReprompts => "EXCEEDED_MAX_REPROMPTS",
            Self::UserInitiated => "USER_INITIATED",
        };
        let mut members = Map::from_iter([("reason".to_owned(), reason.into())]);
        if let Self::Error { kind, message } = self {
            members.insert("error".to_owned(), json!({"type": kind, "message": message}));
        }
        members
    }
}
