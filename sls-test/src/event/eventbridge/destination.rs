//! What Lambda sends after an asynchronous invocation.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::event::origin::iso_millis;
use crate::event::patch::Patches;
use crate::event::{Origin, event_builder, to_value};

/// The record that Lambda sends to a destination after an asynchronous invocation.
///
/// Built alone it is what a function receives that is the destination itself, and what the body of
/// a message says when it is a queue or a topic. An event bus wraps it:
/// [`EventBridgeEvent::destination`](super::EventBridgeEvent::destination).
/// (AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{DestinationRecord, EventBridgeEvent};
///
/// let record = DestinationRecord::failure("resize").request(&json!({"key": "a.png"}));
/// let event = EventBridgeEvent::destination(record).build();
/// assert_eq!(event["detail-type"], "Lambda Function Invocation Result - Failure");
/// assert_eq!(event["detail"]["requestContext"]["condition"], "RetriesExhausted");
/// assert_eq!(event["detail"]["requestPayload"]["key"], "a.png");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct DestinationRecord {
    function: String,
    condition: Condition,
    attempts: u32,
    request: Value,
    response: Value,
    patches: Patches,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    EventAgeExceeded,
    RetriesExhausted,
    Success,
    ZeroReservedConcurrency,
}

event_builder!(DestinationRecord);

impl DestinationRecord {
    /// The function, a name or an unqualified ARN, returned null the first time.
    pub fn success(function: impl Into<String>) -> Self {
        Self::new(function.into(), Condition::Success, 1, Value::Null)
    }

    /// The function failed three times, so its retries are used up.
    pub fn failure(function: impl Into<String>) -> Self {
        Self::new(function.into(), Condition::RetriesExhausted, 3, failed())
    }

    /// The function failed once, and the event would have been too old for another attempt.
    pub fn too_old(function: impl Into<String>) -> Self {
        Self::new(function.into(), Condition::EventAgeExceeded, 1, failed())
    }

    /// The function never ran: none of the account's concurrency is reserved for it.
    ///
    /// The record has no response then.
    pub fn zero_concurrency(function: impl Into<String>) -> Self {
        Self::new(function.into(), Condition::ZeroReservedConcurrency, 0, Value::Null)
    }

    /// Default: `{}`. The event that the function received.
    ///
    /// # Panics
    /// If `payload` has no JSON form.
    #[track_caller]
    pub fn request(mut self, payload: &(impl Serialize + ?Sized)) -> Self {
        self.request = to_value(payload);
        self
    }

    /// Default: null, or an error. What the function returned the last time.
    ///
    /// # Panics
    /// If `payload` has no JSON form.
    #[track_caller]
    pub fn response(mut self, payload: &(impl Serialize + ?Sized)) -> Self {
        self.response = to_value(payload);
        self
    }

    /// Default: as the constructor says. How often the function was called.
    pub fn attempts(mut self, count: u32) -> Self {
        self.attempts = count;
        self
    }

    /// The name or ARN, without a qualifier.
    pub(super) fn function(&self) -> &str {
        &self.function
    }

    pub(super) fn is_success(&self) -> bool {
        self.condition == Condition::Success
    }

    fn event(&self, origin: &Origin) -> Value {
        let function = origin.arn_of("lambda", "function:", &self.function);
        let mut record = json!({
            "version": "1.0",
            "timestamp": iso_millis(origin.now),
            "requestContext": {
                "requestId": origin.ids.uuid(),
                "functionArn": format!("{function}:$LATEST"),
                "condition": self.condition.as_str(),
                "approximateInvokeCount": self.attempts,
            },
            "requestPayload": self.request,
        });
        if self.condition != Condition::ZeroReservedConcurrency {
            record["responseContext"] = json!({"statusCode": 200, "executedVersion": "$LATEST"});
            record["responsePayload"] = self.response.clone();
            if !self.is_success() {
                record["responseContext"]["functionError"] = "Unhandled".into();
            }
        }
        record
    }

    fn new(function: String, condition: Condition, attempts: u32, response: Value) -> Self {
        let request = Value::Object(Map::new());
        Self { function, condition, attempts, request, response, patches: Patches::default() }
    }
}

impl Condition {
    fn as_str(self) -> &'static str {
        match self {
            Self::EventAgeExceeded => "EventAgeExceeded",
            Self::RetriesExhausted => "RetriesExhausted",
            Self::Success => "Success",
            Self::ZeroReservedConcurrency => "ZeroReservedConcurrency",
        }
    }
}

fn failed() -> Value {
    json!({"errorMessage": "it failed", "errorType": "Error"})
}
