//! Where records of invocations go.
//!
//! (AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations" and
//! "Retain discarded batch records for Kinesis Data Streams event sources in Lambda".)

use serde_json::Value;

use super::desk::Desk;
use super::parcel::{Message, Parcel};

/// Sends a record to a queue, a topic, a function or an event bus; buckets are for callers.
///
/// `success` names the invocation result for a bus, `function` is the qualified ARN.
pub(crate) fn send(desk: &mut Desk, to: &str, record: &Value, function: &str, success: bool) {
    let body = record.to_string();
    let parcel = match service(to) {
        "sqs" => Parcel::SendMessage { queue: to.to_owned(), message: Message::new(body) },
        "sns" => Parcel::Publish { topic: to.to_owned(), message: Message::new(body) },
        "lambda" => Parcel::InvokeAsync {
            function: to.to_owned(),
            payload: body.into(),
            request_id: desk.origin.ids.uuid(),
        },
        "events" => Parcel::PutEvent {
            bus: to.to_owned(),
            source: "lambda".to_owned(),
            detail_type: format!(
                "Lambda Function Invocation Result - {}",
                if success { "Success" } else { "Failure" }
            ),
            detail: body,
            resources: vec![to.to_owned(), function.to_owned()],
        },
        _ => {
            desk.note(function, || format!("a record is lost: {to} is no destination"));
            return;
        }
    };
    desk.post(parcel);
}

/// `sqs` of `arn:aws:sqs:eu-west-1:111122223333:orders`; empty if it is no ARN.
pub(crate) fn service(arn: &str) -> &str {
    arn.split(':').nth(2).unwrap_or_default()
}

/// `orders` of `arn:aws:sqs:eu-west-1:111122223333:orders`: what comes after the account.
pub(crate) fn resource(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}
