//! Answers of Lambda authorizers.

use serde_json::Value;

use super::policy::Policy;
use super::sealed::Answered;
use super::{Answer, Question, object};
use crate::event::AuthorizerEvent;

impl Question for AuthorizerEvent {}

/// (Amazon API Gateway developer guide, "Output from an API Gateway Lambda authorizer" and "Control
/// access to HTTP APIs with AWS Lambda authorizers".)
impl Answered for AuthorizerEvent {
    fn check(event: &Value, answer: &Value) -> Result<(), String> {
        let is_http_api = event["version"].is_string();
        if event["version"] == "2.0" && !answer["isAuthorized"].is_null() {
            return match answer["isAuthorized"].as_bool() {
                Some(_) => Ok(()),
                None => Err("`isAuthorized` is neither true nor false".to_owned()),
            };
        }
        Policy::read(&object(answer, "policyDocument")?.clone().into())?;
        if is_http_api {
            return Ok(());
        }
        if answer["principalId"].as_str().is_none_or(str::is_empty) {
            return Err("the answer has no text `principalId`".to_owned());
        }
        for (name, value) in answer["context"].as_object().into_iter().flatten() {
            if value.is_array() || value.is_object() {
                return Err(format!(
                    "`context` takes text, numbers and flags, and `{name}` is none"
                ));
            }
        }
        Ok(())
    }
}

impl Answer<AuthorizerEvent> {
    /// The request may pass.
    ///
    /// Never if the function failed or API Gateway refuses its answer.
    ///
    /// # Panics
    /// If the policy has a `Condition`, a `NotAction` or a `NotResource`, which are not simulated.
    #[must_use]
    #[track_caller]
    pub fn is_allowed(&self) -> bool {
        let event = &self.event;
        let asked = event.get("methodArn").or_else(|| event.get("routeArn"));
        self.allows(asked.and_then(Value::as_str).unwrap_or_default())
    }

    /// The same answer would let this method or route pass, as API Gateway keeps answers.
    ///
    /// A simple answer is about every route.
    ///
    /// # Panics
    /// If the policy has a `Condition`, a `NotAction` or a `NotResource`, which are not simulated.
    #[must_use]
    #[track_caller]
    pub fn allows(&self, arn: &str) -> bool {
        let Ok(answer) = &self.answer else { return false };
        if let Some(is_authorized) = answer["isAuthorized"].as_bool() {
            return is_authorized;
        }
        match Policy::read(&answer["policyDocument"]).and_then(|policy| policy.allows(arn)) {
            Ok(is_allowed) => is_allowed,
            Err(problem) => panic!("{problem}\n{}\n{}", self.what(), self.details()),
        }
    }

    /// The status that the client receives instead of the function behind the API, if it does.
    ///
    /// It is 403 if the caller is denied; 401 if the authorizer failed with exactly `Unauthorized`;
    /// 500 if it failed otherwise, or API Gateway refuses its answer.
    ///
    /// # Panics
    /// If the policy has a `Condition`, a `NotAction` or a `NotResource`, which are not simulated.
    #[must_use]
    #[track_caller]
    pub fn refused_with(&self) -> Option<u16> {
        match self.failure() {
            Some(failure) if failure.message() == "Unauthorized" => Some(401),
            Some(_) => Some(500),
            None if self.is_allowed() => None,
            None => Some(403),
        }
    }

    /// Who the caller is; `None` in a simple answer.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn principal_id(&self) -> Option<&str> {
        self.json()["principalId"].as_str()
    }

    /// What the function behind the API learns, as the authorizer wrote it; null if nothing.
    ///
    /// A REST or WebSocket API turns numbers and flags into text on their way.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn context(&self) -> &Value {
        &self.json()["context"]
    }
}
