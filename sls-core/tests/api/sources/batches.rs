//! What becomes of the records of a batch, whatever their source: confirmed, or reported.
//!
//! The rules are those of the AWS Lambda developer guide, "Implementing partial batch responses",
//! for each source: a reply that Lambda would take for something else is never sent.

mod deadline;
mod envelopes;
mod random;
mod rules;
mod whole;

use serde_json::{Value, json};
use sls_core::{App, Context, Failure, Invocation};
use sls_test::event::{
    DynamoDbEvent, KafkaEvent, KafkaRecord, KinesisEvent, KinesisRecord, SqsEvent, SqsMessage,
};
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
///
/// Kafka has a partition for each key, and its records come in the order of the partitions.
fn event<'a>(source: &str, records: impl IntoIterator<Item = (&'a str, String)>) -> Value {
    let records = records.into_iter();
    match source {
        "clicks" => {
            let records = records.map(|(key, body)| KinesisRecord::new(key, body));
            KinesisEvent::new(source).records(records).build()
        }
        "items" => records
            .map(|(key, body)| {
                let mut item = serde_json::from_str(&body).unwrap_or_else(|_| json!({}));
                item["id"] = key.into();
                item
            })
            .fold(DynamoDbEvent::new(source), |event, item: Value| event.insert(&item))
            .build(),
        "prices" => {
            let partition = |key: &str| key.trim_start_matches("key-").parse().unwrap();
            let record = |(key, body)| KafkaRecord::new(body).partition(partition(key));
            KafkaEvent::new(source).records(records.map(record)).build()
        }
        queue => {
            let messages = records.map(|(group, body)| SqsMessage::new(body).group(group));
            SqsEvent::new(queue).messages(messages).build()
        }
    }
}

/// What the sender calls the records of an event.
fn identifiers(event: &Value) -> Vec<Value> {
    let Some(records) = event["Records"].as_array() else {
        let partitions = event["records"].as_object().unwrap().iter();
        let records = partitions.flat_map(|(partition, records)| {
            let records = records.as_array().unwrap().iter();
            records.map(move |record| json!({"partition": partition, "offset": record["offset"]}))
        });
        return records.collect();
    };
    let places = ["/kinesis/sequenceNumber", "/dynamodb/SequenceNumber", "/messageId"];
    let identifier =
        |record: &Value| places.iter().find_map(|place| record.pointer(place)).cloned();
    records.iter().map(|record| identifier(record).unwrap()).collect()
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
        identifiers.iter().position(|other| *other == failure["itemIdentifier"]).unwrap()
    };
    failures.map(position).collect()
}
