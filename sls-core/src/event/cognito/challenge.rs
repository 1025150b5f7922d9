//! Challenges of your own making: what is asked next, the question, and whether the answer is right.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::cognito::Attributes;
use crate::event::cognito::answer::respond;
use crate::event::cow::or_default;

/// A challenge that somebody has already been through.
///
/// # Example
/// ```
/// use sls_core::event::cognito::DefineAuthChallengeRequest;
///
/// fn attempts(request: &DefineAuthChallengeRequest) -> usize {
///     request.session.iter().filter(|challenge| !challenge.challenge_result).count()
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Challenge {
    /// Its name, such as `SRP_A`, `PASSWORD_VERIFIER` or `CUSTOM_CHALLENGE`.
    #[serde(deserialize_with = "or_default")]
    pub challenge_name: String,
    /// Whether the answer was right.
    #[serde(deserialize_with = "or_default")]
    pub challenge_result: bool,
    /// What the handler that has made it calls it.
    pub challenge_metadata: Option<String>,
}

/// The request of `DefineAuthChallenge`: what shall somebody who signs in be asked next?
///
/// (Amazon Cognito developer guide, "Define Auth challenge Lambda trigger")
///
/// # Example
/// ```
/// use sls_core::event::cognito::{DefineAuthChallengeRequest, DefineAuthChallengeResponse};
///
/// async fn next(request: DefineAuthChallengeRequest) -> DefineAuthChallengeResponse {
///     match &*request.session {
///         [] => DefineAuthChallengeResponse::challenge("CUSTOM_CHALLENGE"),
///         [only] if only.challenge_result => DefineAuthChallengeResponse::issue_tokens(),
///         _ => DefineAuthChallengeResponse::fail_authentication(),
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DefineAuthChallengeRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// What they have been asked so far, the first one first.
    #[serde(deserialize_with = "or_default")]
    pub session: Vec<Challenge>,
    /// What the client has sent.
    pub client_metadata: Attributes,
    /// Whether the person is unknown, where the app client does not tell so.
    #[serde(deserialize_with = "or_default")]
    pub user_not_found: bool,
}

/// The response to `DefineAuthChallenge`: one more question, tokens, or the end.
///
/// # Example
/// ```
/// use sls_core::event::cognito::DefineAuthChallengeResponse;
///
/// let response = DefineAuthChallengeResponse::challenge("CUSTOM_CHALLENGE");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct DefineAuthChallengeResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge_name: Option<String>,
    issue_tokens: bool,
    fail_authentication: bool,
}

impl DefineAuthChallengeResponse {
    /// Asks something, by the name of the challenge.
    pub fn challenge(name: impl Into<String>) -> Self {
        let challenge_name = Some(name.into());
        Self { challenge_name, issue_tokens: false, fail_authentication: false }
    }

    /// Lets the person in.
    pub const fn issue_tokens() -> Self {
        Self { challenge_name: None, issue_tokens: true, fail_authentication: false }
    }

    /// Turns the person away.
    pub const fn fail_authentication() -> Self {
        Self { challenge_name: None, issue_tokens: false, fail_authentication: true }
    }
}

/// The request of `CreateAuthChallenge`: what exactly is asked?
///
/// (Amazon Cognito developer guide, "Create Auth challenge Lambda trigger")
///
/// # Example
/// ```
/// use sls_core::event::cognito::{CreateAuthChallengeRequest, CreateAuthChallengeResponse};
///
/// async fn ask(request: CreateAuthChallengeRequest) -> CreateAuthChallengeResponse {
///     let attempt = request.session.len() + 1;
///     CreateAuthChallengeResponse::new()
///         .public_parameter("question", format!("What is {attempt} and 1?"))
///         .private_parameter("answer", (attempt + 1).to_string())
///         .metadata("SUM")
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CreateAuthChallengeRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// The name of the challenge, `CUSTOM_CHALLENGE`.
    #[serde(deserialize_with = "or_default")]
    pub challenge_name: String,
    /// What they have been asked so far, the first one first.
    #[serde(deserialize_with = "or_default")]
    pub session: Vec<Challenge>,
    /// What the client has sent.
    pub client_metadata: Attributes,
    /// Whether the person is unknown, where the app client does not tell so.
    #[serde(deserialize_with = "or_default")]
    pub user_not_found: bool,
}

/// The response to `CreateAuthChallenge`: the question, and what is needed to check the answer.
///
/// # Example
/// ```
/// use sls_core::event::cognito::CreateAuthChallengeResponse;
///
/// let response = CreateAuthChallengeResponse::new()
///     .public_parameter("hint", "sent by SMS")
///     .private_parameter("code", "4711");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct CreateAuthChallengeResponse {
    public_challenge_parameters: BTreeMap<String, String>,
    private_challenge_parameters: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge_metadata: Option<String>,
}

impl CreateAuthChallengeResponse {
    /// A challenge without parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds something for the client to show.
    pub fn public_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.public_challenge_parameters.insert(name.into(), value.into());
        self
    }

    /// Adds something for the handler of `VerifyAuthChallengeResponse` alone, such as the answer.
    pub fn private_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.private_challenge_parameters.insert(name.into(), value.into());
        self
    }

    /// Default: none. A name for this challenge in [`Challenge::challenge_metadata`].
    pub fn metadata(mut self, metadata: impl Into<String>) -> Self {
        self.challenge_metadata = Some(metadata.into());
        self
    }
}

/// Without the parameters, one of which is the answer.
impl fmt::Debug for CreateAuthChallengeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateAuthChallengeResponse")
            .field("challenge_metadata", &self.challenge_metadata)
            .finish_non_exhaustive()
    }
}

/// The request of `VerifyAuthChallengeResponse`: is the answer right?
///
/// (Amazon Cognito developer guide, "Verify Auth challenge response Lambda trigger")
///
/// # Example
/// ```
/// use sls_core::event::cognito::{VerifyAuthChallengeRequest, VerifyAuthChallengeResponse};
///
/// async fn verify(request: VerifyAuthChallengeRequest) -> VerifyAuthChallengeResponse {
///     let expected = request.private_challenge_parameters.get("answer");
///     VerifyAuthChallengeResponse::new(expected == Some(&request.challenge_answer))
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct VerifyAuthChallengeRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// What the handler of `CreateAuthChallenge` has left for this one.
    pub private_challenge_parameters: Attributes,
    /// What the person has answered.
    #[serde(deserialize_with = "or_default")]
    pub challenge_answer: String,
    /// What the client has sent.
    pub client_metadata: Attributes,
    /// Whether the person is unknown, where the app client does not tell so.
    #[serde(deserialize_with = "or_default")]
    pub user_not_found: bool,
}

/// Without the answer.
impl fmt::Debug for VerifyAuthChallengeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyAuthChallengeRequest")
            .field("user_attributes", &self.user_attributes)
            .field("private_challenge_parameters", &self.private_challenge_parameters)
            .field("user_not_found", &self.user_not_found)
            .finish_non_exhaustive()
    }
}

/// The response to the trigger of the same name: whether the answer is right.
///
/// # Example
/// ```
/// use sls_core::event::cognito::VerifyAuthChallengeResponse;
///
/// let response = VerifyAuthChallengeResponse::new("4711" == "4711");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct VerifyAuthChallengeResponse {
    answer_correct: bool,
}

impl VerifyAuthChallengeResponse {
    /// Whether the answer is right.
    pub const fn new(answer_correct: bool) -> Self {
        Self { answer_correct }
    }
}

respond!(DefineAuthChallengeResponse, CreateAuthChallengeResponse, VerifyAuthChallengeResponse);

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn reads_what_cognito_sends_and_leaves_out() {
        let session = json!([
            {"challengeName": "PASSWORD_VERIFIER", "challengeResult": true},
            {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": false,
             "challengeMetadata": "CAPTCHA"},
        ]);
        let request: DefineAuthChallengeRequest =
            from_value(json!({"session": session, "userNotFound": true})).unwrap();
        assert!(request.user_not_found && request.session[0].challenge_result);
        assert_eq!(request.session[1].challenge_metadata.as_deref(), Some("CAPTCHA"));
        let create: CreateAuthChallengeRequest =
            from_value(json!({"challengeName": "CUSTOM_CHALLENGE", "session": session})).unwrap();
        assert_eq!(
            (&*create.challenge_name, create.session),
            ("CUSTOM_CHALLENGE", request.session)
        );
        let verify: VerifyAuthChallengeRequest = from_value(json!({
            "privateChallengeParameters": {"answer": "secret"}, "challengeAnswer": "secret",
        }))
        .unwrap();
        assert_eq!(verify.private_challenge_parameters.get("answer"), Some("secret"));
        assert_eq!(verify.challenge_answer, "secret");
        assert!(!format!("{verify:?}").contains("secret"));
    }

    #[test]
    fn takes_null_for_what_is_not_there() {
        let request: DefineAuthChallengeRequest = from_value(json!({
            "userAttributes": null, "session": null, "clientMetadata": null, "userNotFound": null,
        }))
        .unwrap();
        assert_eq!(request, DefineAuthChallengeRequest::default());
    }

    #[test]
    fn has_the_form_that_cognito_documents() {
        let define = |response| to_value::<DefineAuthChallengeResponse>(response).unwrap();
        assert_eq!(
            define(DefineAuthChallengeResponse::challenge("C")),
            json!({"challengeName": "C", "issueTokens": false, "failAuthentication": false})
        );
        assert_eq!(
            define(DefineAuthChallengeResponse::issue_tokens()),
            json!({"issueTokens": true, "failAuthentication": false})
        );
        assert_eq!(
            define(DefineAuthChallengeResponse::fail_authentication()),
            json!({"issueTokens": false, "failAuthentication": true})
        );
        let create = CreateAuthChallengeResponse::new()
            .public_parameter("a", "b")
            .private_parameter("c", "secret")
            .metadata("M");
        assert!(!format!("{create:?}").contains("secret"));
        assert_eq!(
            to_value(create).unwrap(),
            json!({"publicChallengeParameters": {"a": "b"},
                "privateChallengeParameters": {"c": "secret"}, "challengeMetadata": "M"})
        );
        let verify = to_value(VerifyAuthChallengeResponse::new(true)).unwrap();
        assert_eq!(verify, json!({"answerCorrect": true}));
    }
}
