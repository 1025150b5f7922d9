//! What a state machine hands to a function.

use serde::Serialize;
use serde_json::{Value, json};

use super::patch::Patches;
use super::{Origin, event_builder, to_value};

/// The input of a task, which is any JSON, or an error that was caught.
///
/// (AWS Step Functions developer guide, "Invoke an AWS Lambda function with Step Functions",
/// "Handling errors in Step Functions workflows" and "Wait for a Callback with Task Token".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::StepFunctionsEvent;
///
/// let event = StepFunctionsEvent::input(&json!({"order": 7})).task_token("token").build();
/// assert_eq!(event["order"], 7);
/// assert!(event["token"].is_string());
///
/// let event = StepFunctionsEvent::caught_failure("OrderError", "sold out").build();
/// assert_eq!(event["Error"], "OrderError");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct StepFunctionsEvent {
    input: Value,
    token_member: Option<String>,
    patches: Patches,
}

event_builder!(StepFunctionsEvent);

impl StepFunctionsEvent {
    /// What the state machine's author selects as the payload of the task.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn input(value: &(impl Serialize + ?Sized)) -> Self {
        Self { input: to_value(value), token_member: None, patches: Patches::default() }
    }

    /// What `Catch` passes on: an error name such as `States.Timeout`, and its cause.
    pub fn caught(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self::input(&json!({"Error": error.into(), "Cause": cause.into()}))
    }

    /// What `Catch` passes on when a function failed; the cause is its error as JSON.
    pub fn caught_failure(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        let error_type = error_type.into();
        let cause = json!({
            "errorMessage": message.into(),
            "errorType": error_type,
            "stackTrace": [],
        });
        Self::caught(error_type, cause.to_string())
    }

    /// Default: none. Adds a member that holds a task token, new in every event.
    ///
    /// # Panics
    /// If the input is not an object.
    #[track_caller]
    pub fn task_token(mut self, member: impl Into<String>) -> Self {
        assert!(self.input.is_object(), "only an object has members, and {} is none", self.input);
        self.token_member = Some(member.into());
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let mut input = self.input.clone();
        if let Some(member) = &self.token_member {
            input[member] = origin.opaque(512).into();
        }
        input
    }
}
