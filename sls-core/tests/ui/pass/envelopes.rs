//! What one service carries for another, as deep as it goes.

use sls_core::event::dynamodb::{Change, DynamoDb};
use sls_core::event::eventbridge::{EventBridge, S3Object};
use sls_core::event::kinesis;
use sls_core::event::s3::{Object, S3};
use sls_core::event::sns::{Message, Sns};
use sls_core::extract::{Base64, Rejection};
use sls_core::{Batch, Json, Text, handler, handlers};

#[derive(serde::Deserialize)]
struct Order {
    sku: String,
}

#[handler(sqs = "orders")]
async fn topic_in_a_queue(Sns(Json(order)): Sns<Json<Order>>) {
    drop(order.sku);
}

#[handler(sqs = "receipts")]
async fn bucket_in_a_topic_in_a_queue(Sns(S3(objects)): Sns<S3<Object>>) {
    assert!(objects.iter().all(|object| !object.key().is_empty()));
}

#[handler(sns = "receipts", kinesis = "receipts")]
async fn bucket_in_several(_objects: S3<Object>) {}

#[handler(kinesis = "changes")]
async fn table_in_a_stream(DynamoDb(_change): DynamoDb<Change<Order>>) {}

#[handler(sqs = "events")]
async fn event_in_a_queue(EventBridge(Json(_order)): EventBridge<Json<Order>>) {}

#[handler(sqs = "objects")]
async fn object_in_an_event(_object: EventBridge<S3Object>) {}

#[handler(sns = "encoded", http = "POST /encoded")]
async fn encoded(Base64(Text(_text)): Base64<Text>) {}

#[handler(sqs = "batches", kafka = "batches")]
async fn in_a_batch(_messages: Batch<Sns<Message>>) {}

#[handler(kinesis = "all")]
async fn beside_others(_record: kinesis::Record, _inside: Sns<Base64<Json<Order>>>) {}

#[handler(sqs = "optional", sns = "optional")]
async fn optional(_order: Option<Sns<Json<Order>>>, _again: Option<Sns<S3<Object>>>) {}

#[handler(sqs = "decided")]
async fn decided(order: Result<Sns<Json<Order>>, Rejection>, _batch: Option<Base64<Text>>) {
    drop(order.map(|Sns(Json(order))| order.sku));
}

fn main() {
    let _ = handlers![
        optional,
        decided,
        topic_in_a_queue,
        bucket_in_a_topic_in_a_queue,
        bucket_in_several,
        table_in_a_stream,
        event_in_a_queue,
        object_in_an_event,
        encoded,
        in_a_batch,
        beside_others,
    ];
}
