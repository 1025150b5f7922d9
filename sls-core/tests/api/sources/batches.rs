//! What becomes of the records of a batch, whatever their source: confirmed, or reported.
//!
//! The rules are those of the AWS Lambda developer guide, "Implementing partial batch responses",
//! for each source: a reply that Lambda would take for something else is never sent.

mod deadline;
mod envelopes;
mod random;
mod rules;
mod whole;

use serde_json::Value;
use sls_core::{App, Context, Failure, Invocation};
use sls_test::event::{KinesisEvent, KinesisRecord, SqsEvent, SqsMessage};
use tower::ServiceExt;

/// The reply, or the function error.
async fn invoke(app: App, event: &Value, context: Context) -> Result<Value, Failure> {
    let service = app.into_service().unwrap();
    let reply = service.oneshot(Invocation::new(event.to_string(), context)).await?;
    Ok(serde_json::from_slice(&reply.collect().await.bytes).unwrap())
}

fn no_deadline() -> Context {
    Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd").build()
}

/// A batch of messages or records; one per body, in the group or with the key beside it.
fn event<'a>(source: &str, records: impl IntoIterator<Item = (&'a str, String)>) -> Value {
    let records = records.into_iter();
    match source {
        "clicks" => {
            let records = records.map(|(key, body)| KinesisRecord::new(key, body));
            KinesisEvent::new(source).records(records).build()
        }
        queue => {
            let messages = records.map(|(group, body)| SqsMessage::new(body).group(group));
            SqsEvent::new(queue).messages(messages).build()
        }
    }
}

/// What the sender calls the records of an event.
fn identifiers(event: &Value) -> Vec<&str> {
    let records = event["Records"].as_array().unwrap().iter();
    records
        .map(|record| {
            let number = record.pointer("/kinesis/sequenceNumber");
            number.unwrap_or(&record["messageId"]).as_str().unwrap()
        })
        .collect()
}

/// The positions that a reply reports, in the order in which it does.
#[track_caller]
fn reported(event: &Value, reply: &Value) -> Vec<usize> {
    let members: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(members, ["batchItemFailures"]);
    let identifiers = identifiers(event);
    let failures = reply["batchItemFailures"].as_array().unwrap().iter();
    let position = |failure: &Value| {
        assert_eq!(failure.as_object().unwrap().len(), 1, "{failure}");
        let identifier = failure["itemIdentifier"].as_str().unwrap();
        identifiers.iter().position(|other| *other == identifier).unwrap()
    };
    failures.map(position).collect()
}
