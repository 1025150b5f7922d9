//! What is told of an event that succeeded or was given up.
//!
//! (AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations" and "Adding a
//! dead-letter queue".)

use std::time::SystemTime;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Event;
use crate::event::{iso_millis, to_text};
use crate::platform::desk::Desk;
use crate::platform::destination;
use crate::platform::lambda::{response, unqualified};
use crate::platform::parcel::{Attribute, Message, Parcel};

/// How much of an error's message a dead letter has, in bytes.
const ERROR_MESSAGE: usize = 1024;

/// Why there is a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Condition {
    EventAgeExceeded,
    RetriesExhausted,
    Success,
    ZeroReservedConcurrency,
}

/// What a destination is told of an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report<'a> {
    pub(super) event: &'a Event,
    pub(super) condition: Condition,
    pub(super) at: SystemTime,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    version: &'static str,
    timestamp: String,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_payload: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_context: Option<ResponseContext<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_payload: Option<Box<RawValue>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    request_id: &'a str,
    function_arn: String,
    condition: Condition,
    approximate_invoke_count: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext<'a> {
    status_code: u16,
    executed_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_error: Option<&'static str>,
}

impl<'a> Report<'a> {
    /// The ARN of the function, always with a qualifier.
    pub(super) fn function(&self) -> String {
        let arn = &self.event.function;
        if unqualified(arn).len() < arn.len() { arn.clone() } else { format!("{arn}:$LATEST") }
    }

    /// The record as JSON, without both payloads if it were longer than `limit` with them.
    pub(super) fn fitting(&self, limit: usize) -> String {
        let mut record = self.record();
        let text = to_text(&record);
        if text.len() <= limit {
            return text;
        }
        (record.request_payload, record.response_payload) = (None, None);
        to_text(&record)
    }

    fn record(&self) -> Record<'a> {
        let Self { event, condition, at } = *self;
        let succeeded = condition == Condition::Success;
        let executed_version = match event.function.get(unqualified(&event.function).len() + 1..) {
            Some(version) if version.bytes().all(|byte| byte.is_ascii_digit()) => version,
            _ => "$LATEST",
        };
        let response_context = event.outcome.as_ref().map(|_| ResponseContext {
            status_code: 200,
            executed_version,
            function_error: (!succeeded).then_some("Unhandled"),
        });
        Record {
            version: "1.0",
            timestamp: iso_millis(at),
            request_context: RequestContext {
                request_id: &event.request_id,
                function_arn: self.function(),
                condition,
                approximate_invoke_count: event.failures + u32::from(succeeded),
            },
            request_payload: raw(&event.payload),
            response_context,
            response_payload: event.response().as_deref().and_then(raw),
        }
    }
}

impl Event {
    /// What the caller of a synchronous invocation would have received last.
    fn response(&self) -> Option<Bytes> {
        let outcome = self.outcome.as_ref()?;
        Some(response(outcome, &self.request_id, &self.settings, self.ended))
    }

    /// Status and message of the last attempt, for a dead letter.
    fn error(&self) -> (u16, String) {
        let response = match self.response() {
            Some(response) if self.refusals == 0 => response,
            _ => return (429, "Rate Exceeded.".to_owned()),
        };
        let error = serde_json::from_slice::<Value>(&response).unwrap_or_default();
        let message = match &error["errorMessage"] {
            Value::String(text) => text.clone(),
            _ => String::from_utf8_lossy(&response).into_owned(),
        };
        (200, message)
    }
}

/// Sends an event that was given up to a queue or a topic, as it came.
pub(super) fn dead_letter(event: &Event, to: &str, desk: &mut Desk) {
    let (code, mut error) = event.error();
    error.truncate(error.floor_char_boundary(ERROR_MESSAGE));
    let mut message = Message::new(String::from_utf8_lossy(&event.payload));
    let mut attribute = |name: &str, data_type: &str, value: String| {
        let attribute = Attribute { data_type: data_type.to_owned(), value };
        message.attributes.insert(name.to_owned(), attribute);
    };
    attribute("RequestID", "String", event.request_id.clone());
    attribute("ErrorCode", "Number", code.to_string());
    attribute("ErrorMessage", "String", error);
    let to = to.to_owned();
    match destination::service(&to) {
        "sqs" => desk.post(Parcel::SendMessage { queue: to, message }),
        "sns" => desk.post(Parcel::Publish { topic: to, message }),
        _ => desk.note(&to, || "a dead letter is lost: this is no queue and no topic".to_owned()),
    }
}

/// `aws/lambda/async/resize/2026/03/01/2026-03-01T10.00.00-7f0c…`, where S3 gets a record.
pub(super) fn object_key(function: &str, desk: &Desk) -> String {
    let time = iso_millis(desk.now())[..19].replace(':', ".");
    let day = desk.origin.day();
    format!("aws/lambda/async/{function}/{day}/{time}-{}", desk.origin.ids.uuid())
}

/// Bytes as JSON: what they are, or a string of what is none.
fn raw(bytes: impl AsRef<[u8]>) -> Option<Box<RawValue>> {
    let text = String::from_utf8_lossy(bytes.as_ref()).into_owned();
    RawValue::from_string(text.clone()).or_else(|_| RawValue::from_string(to_text(&text))).ok()
}
