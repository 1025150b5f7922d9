//! Where records of invocations go.
//!
//! (AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations" and
//! "Retain discarded batch records for Kinesis Data Streams event sources in Lambda".)

use serde::Serialize;

use super::Limits;
use super::desk::Desk;
use super::parcel::{Message, Parcel};
use crate::event::to_text;

/// How the invocation ended that a record tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Success,
    Failure,
}

/// Sends a record to a queue, a topic, a function or an event bus; buckets are for callers.
///
/// `function` is the qualified ARN of what was invoked.
pub(crate) fn send(
    desk: &mut Desk,
    to: &str,
    record: &(impl Serialize + ?Sized),
    function: &str,
    fate: Fate,
) {
    send_text(desk, to, to_text(record), function, fate);
}

/// As [`send`], of a record that is JSON text already.
pub(crate) fn send_text(desk: &mut Desk, to: &str, body: String, function: &str, fate: Fate) {
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
            detail_type: format!("Lambda Function Invocation Result - {fate:?}"),
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

/// How long a record may be that goes there, in bytes.
pub(crate) fn limit(to: &str, limits: &Limits) -> usize {
    match service(to) {
        "sqs" => limits.sqs_message,
        "sns" => limits.sns_message,
        "events" => limits.eventbridge_entry,
        "lambda" => limits.async_payload,
        _ => usize::MAX,
    }
}

/// `sqs` of `arn:aws:sqs:eu-west-1:111122223333:orders`; empty if it is no ARN.
pub(crate) fn service(arn: &str) -> &str {
    arn.split(':').nth(2).unwrap_or_default()
}

/// `orders` of `arn:aws:sqs:eu-west-1:111122223333:orders`: what comes after the account.
pub(crate) fn resource(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}
