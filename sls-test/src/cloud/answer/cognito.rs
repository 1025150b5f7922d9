//! Answers to Cognito user pools.

use serde_json::Value;

use super::sealed::Answered;
use super::{Answer, Question, object};
use crate::event::CognitoEvent;

impl Question for CognitoEvent {}

/// The function returns the event with `response` filled in, and nothing else changed.
///
/// (Amazon Cognito developer guide, "Customizing user pool workflows with Lambda triggers".)
impl Answered for CognitoEvent {
    fn check(event: &Value, answer: &Value) -> Result<(), String> {
        object(answer, "response")?;
        for (name, sent) in event.as_object().into_iter().flatten() {
            if name != "response" && answer.get(name) != Some(sent) {
                return Err(format!("the answer has not the `{name}` of the event"));
            }
        }
        Ok(())
    }
}

impl Answer<CognitoEvent> {
    /// The event's `response` as the function filled it in.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn response(&self) -> &Value {
        &self.json()["response"]
    }
}
