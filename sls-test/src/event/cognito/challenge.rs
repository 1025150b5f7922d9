//! Challenges of a custom authentication.

use serde_json::{Value, json};

/// A challenge that a user has answered in the present attempt to sign in.
///
/// (Amazon Cognito developer guide, "Define Auth challenge Lambda trigger".)
///
/// # Example
/// ```
/// use sls_test::event::{CognitoChallenge, CognitoEvent, CognitoTrigger};
///
/// let event = CognitoEvent::new(CognitoTrigger::DefineAuthChallenge)
///     .challenge(CognitoChallenge::passed("SRP_A"))
///     .challenge(CognitoChallenge::failed("CUSTOM_CHALLENGE").metadata("CAPTCHA"))
///     .build();
/// assert_eq!(event["request"]["session"][0]["challengeResult"], true);
/// assert_eq!(event["request"]["session"][1]["challengeMetadata"], "CAPTCHA");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct CognitoChallenge {
    name: String,
    passed: bool,
    metadata: Option<String>,
}

impl CognitoChallenge {
    /// A challenge with a wrong answer.
    pub fn failed(name: impl Into<String>) -> Self {
        Self { name: name.into(), passed: false, metadata: None }
    }

    /// A challenge with the right answer.
    pub fn passed(name: impl Into<String>) -> Self {
        Self { passed: true, ..Self::failed(name) }
    }

    /// Default: none, which is `null`. What the function called its own challenge.
    pub fn metadata(mut self, text: impl Into<String>) -> Self {
        self.metadata = Some(text.into());
        self
    }

    pub(super) fn build(&self) -> Value {
        json!({
            "challengeName": self.name,
            "challengeResult": self.passed,
            "challengeMetadata": self.metadata,
        })
    }
}
