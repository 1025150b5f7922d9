//! Calls of a Cognito user pool.

mod challenge;
mod request;
mod trigger;

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub use challenge::CognitoChallenge;
pub use trigger::CognitoTrigger;

use self::request::unfilled_response;
use self::trigger::Family;
use super::patch::Patches;
use super::{Origin, digest, event_builder};

/// A call of a user pool, which the function returns with `response` filled in.
///
/// Each trigger has exactly the members that Cognito gives it, so a setting that a trigger has no
/// place for changes nothing. Attributes are strings, `"true"` included. What the function is to
/// fill in is `null` or false. (Amazon Cognito developer guide, "Customizing user pool workflows
/// with Lambda triggers" and the pages of the single triggers.)
///
/// # Example
/// ```
/// use sls_test::event::{CognitoEvent, CognitoTrigger};
///
/// let event = CognitoEvent::new(CognitoTrigger::PreSignUpSignUp)
///     .user_attribute("email", "ada@example.com")
///     .client_metadata("campaign", "spring")
///     .build();
/// assert_eq!(event["triggerSource"], "PreSignUp_SignUp");
/// assert_eq!(event["request"]["userAttributes"]["email"], "ada@example.com");
/// assert_eq!(event["response"]["autoConfirmUser"], false);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CognitoEvent {
    trigger: CognitoTrigger,
    user_pool: Option<String>,
    user_name: Option<String>,
    client_id: Option<String>,
    attributes: BTreeMap<String, String>,
    validation_data: BTreeMap<String, String>,
    client_metadata: BTreeMap<String, String>,
    groups: Vec<String>,
    scopes: Option<Vec<String>>,
    session: Vec<CognitoChallenge>,
    answer: String,
    private_parameters: BTreeMap<String, String>,
    password: String,
    user_not_found: bool,
    patches: Patches,
}

event_builder!(CognitoEvent);

impl CognitoEvent {
    /// A call of one trigger.
    pub fn new(trigger: CognitoTrigger) -> Self {
        Self {
            trigger,
            user_pool: None,
            user_name: None,
            client_id: None,
            attributes: BTreeMap::new(),
            validation_data: BTreeMap::new(),
            client_metadata: BTreeMap::new(),
            groups: Vec::new(),
            scopes: None,
            session: Vec::new(),
            answer: "answer".to_owned(),
            private_parameters: BTreeMap::new(),
            password: "correct horse battery staple".to_owned(),
            user_not_found: false,
            patches: Patches::default(),
        }
    }

    /// Default: `REGION_EXAMPLE01`. The id of the user pool.
    pub fn user_pool(mut self, id: impl Into<String>) -> Self {
        self.user_pool = Some(id.into());
        self
    }

    /// Default: the user's `sub`; in a migration `user@example.com`, as the user typed it.
    pub fn user_name(mut self, name: impl Into<String>) -> Self {
        self.user_name = Some(name.into());
        self
    }

    /// Default: one of the pool's own; `CLIENT_ID_NOT_APPLICABLE` when an administrator acts.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// Default: an address, and from the sign-up on `sub`, `email_verified`, `cognito:user_status`.
    ///
    /// A migration has no attributes yet.
    pub fn user_attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// Default: none. What the app sends for the function to check.
    ///
    /// Only before a sign-up, before a sign-in and in a migration.
    pub fn validation_data(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.validation_data.insert(name.into(), value.into());
        self
    }

    /// Default: none. What the app sends for the function; not before a sign-in.
    pub fn client_metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.client_metadata.insert(name.into(), value.into());
        self
    }

    /// Default: none. A group of the user, for tokens.
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.groups.push(name.into());
        self
    }

    /// Default: none. The scopes of the access token, in an event of version 2.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Default: none. Adds a challenge that the user has answered before.
    pub fn challenge(mut self, challenge: CognitoChallenge) -> Self {
        self.session.push(challenge);
        self
    }

    /// Default: `answer`. The user's answer to the challenge.
    pub fn challenge_answer(mut self, answer: impl Into<String>) -> Self {
        self.answer = answer.into();
        self
    }

    /// Default: none. What the function that made the challenge kept from the user.
    pub fn private_challenge_parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.private_parameters.insert(name.into(), value.into());
        self
    }

    /// Default: some. The password of a user who is to be migrated at a sign-in.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = password.into();
        self
    }

    /// Default: the user exists. Nobody has this name, which Cognito does not tell the client.
    pub fn user_not_found(mut self) -> Self {
        self.user_not_found = true;
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let region = &origin.region;
        let user_pool = self.user_pool.clone().unwrap_or_else(|| format!("{region}_EXAMPLE01"));
        let client_id = || match self.trigger.by_admin() {
            true => "CLIENT_ID_NOT_APPLICABLE".to_owned(),
            false => digest::hex(digest::md5(user_pool.as_bytes()))[..26].to_owned(),
        };
        let sub = origin.ids.uuid();
        let user_name = || match self.trigger.family() {
            Family::UserMigration => "user@example.com".to_owned(),
            _ => sub.clone(),
        };
        json!({
            "version": if self.is_version_2() { "2" } else { "1" },
            "region": region,
            "userPoolId": user_pool,
            "userName": self.user_name.clone().unwrap_or_else(user_name),
            "callerContext": {
                "awsSdkVersion": "aws-sdk-unknown-unknown",
                "clientId": self.client_id.clone().unwrap_or_else(client_id),
            },
            "triggerSource": self.trigger.as_str(),
            "request": self.request(&sub),
            "response": unfilled_response(self.trigger.family(), self.is_version_2()),
        })
    }

    /// Only tokens have a version of their event that knows scopes.
    fn is_version_2(&self) -> bool {
        self.trigger.family() == Family::TokenGeneration && self.scopes.is_some()
    }
}
