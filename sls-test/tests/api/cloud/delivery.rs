//! What arrives at the function, and how its reply is read.

use serde_json::{Value, json};
use sls_core::{Failure, Reply};
use sls_test::event::{
    KinesisEvent, KinesisRecord, S3Event, S3EventName, S3TestEvent, SnsAttribute,
};

use super::canned;

#[tokio::test]
async fn a_published_message_arrives_as_a_notification_of_its_topic() {
    let (cloud, events) = canned::recording().await;

    let orders = cloud.sns("orders");
    orders.publish(&json!({"order": 7})).subject("new").attribute("n", 1).await.assert_ok();
    let notification = events.only()["Records"][0]["Sns"].clone();
    assert_eq!(notification["TopicArn"], "arn:aws:sns:eu-west-1:111122223333:orders");
    assert_eq!(notification["Message"], r#"{"order":7}"#);
    assert_eq!(notification["Subject"], "new");
    assert_eq!(notification["MessageAttributes"]["n"], json!({"Type": "Number", "Value": "1"}));

    let tags = SnsAttribute::strings(["a"]);
    orders.publish_text("plain").attribute("tags", tags).await.assert_ok();
    assert_eq!(events.only()["Records"][0]["Sns"]["Message"], "plain");
}

#[tokio::test]
async fn objects_are_announced_by_their_bucket() {
    let (cloud, events) = canned::recording().await;
    let receipts = cloud.s3("receipts");

    receipts.put("in/a b.txt", "hello").await.assert_ok();
    let record = events.only()["Records"][0].clone();
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["s3"]["bucket"]["name"], "receipts");
    assert_eq!(record["s3"]["object"]["key"], "in/a+b.txt");
    assert_eq!(record["s3"]["object"]["size"], 5);

    receipts.delete("a").await.assert_ok();
    assert_eq!(events.only()["Records"][0]["eventName"], "ObjectRemoved:Delete");

    receipts.notify(S3EventName::ObjectTaggingPut, "a").await.assert_ok();
    assert_eq!(events.only()["Records"][0]["eventName"], "ObjectTagging:Put");

    cloud.deliver(S3TestEvent::new("receipts")).await.assert_ok();
    assert_eq!(events.only()["Event"], "s3:TestEvent");
}

#[tokio::test]
async fn one_put_call_is_one_batch() {
    let (cloud, events) = canned::recording().await;
    let clicks = cloud.kinesis("clicks");
    let keys = |event: &Value| -> Vec<String> {
        let records = event["Records"].as_array().unwrap().iter();
        let key = |record: &Value| record["kinesis"]["partitionKey"].as_str().unwrap().to_owned();
        records.map(key).collect()
    };

    clicks.put("user-1", &json!({"page": "/"})).await.assert_ok();
    let event = events.only();
    assert_eq!(keys(&event), ["user-1"]);
    assert_eq!(event["Records"][0]["kinesis"]["data"], "eyJwYWdlIjoiLyJ9");

    clicks.put_bytes("user-2", vec![0, 255]).await.assert_ok();
    assert_eq!(events.only()["Records"][0]["kinesis"]["data"], "AP8=");

    clicks.put_all(&["a", "b", "c"]).await.assert_ok();
    assert_eq!(keys(&events.only()), ["key-0", "key-1", "key-2"]);

    let records = ["x", "y"].map(|key| KinesisRecord::new(key, "data"));
    clicks.put_records(records).await.assert_ok();
    assert_eq!(keys(&events.only()), ["x", "y"]);
}

#[tokio::test]
async fn nothing_is_delivered_before_it_is_awaited() {
    let (cloud, events) = canned::recording().await;
    drop(cloud.sns("orders").publish_text("never sent"));
    drop(cloud.invoke(&()));
    drop(cloud.http().get("/").send());
    assert_eq!(events.take(), Vec::<Value>::new());
}

#[tokio::test]
async fn events_of_one_cloud_are_distinct_and_in_sequence() {
    let (cloud, events) = canned::recording().await;
    for _ in 0..3 {
        cloud.kinesis("clicks").put("k", "v").await.assert_ok();
    }
    let numbers: Vec<String> = events
        .take()
        .iter()
        .map(|event| event["Records"][0]["kinesis"]["sequenceNumber"].as_str().unwrap().to_owned())
        .collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

#[tokio::test]
async fn a_failure_fails_the_delivery_with_its_type_and_message() {
    let cloud = canned::cloud(|_| Err(Failure::new("OutOfStock", "no A1 left"))).await;

    let delivery = cloud.sns("orders").publish_text("x").await;
    assert_eq!(delivery.assert_failed().error_type(), "OutOfStock");
    assert_eq!(delivery.assert_failed().message(), "no A1 left");
    assert_eq!(delivery.failed_records(), Vec::<&str>::new());

    let delivery = cloud.kinesis("clicks").put_all(&[1, 2]).await;
    assert_eq!(delivery.failed_positions(), [0, 1]);
    assert_eq!(delivery.assert_failed().error_type(), "OutOfStock");
}

#[tokio::test]
async fn reported_records_are_found_in_their_batch() {
    let cloud = canned::cloud(|invocation| {
        let event: Value = serde_json::from_slice(invocation.payload()).unwrap();
        let id = &event["Records"][1]["kinesis"]["sequenceNumber"];
        Ok(Reply::json(json!({"batchItemFailures": [{"itemIdentifier": id}]}).to_string()))
    });
    let clicks = cloud.await.kinesis("clicks");

    let delivery = clicks.put_all(&[1, 2, 3]).await;
    assert_eq!(delivery.failed_positions(), [1]);
    assert_eq!(delivery.failed_records(), [delivery.records()[1].as_str()]);
    assert_eq!(delivery.assert_failed().error_type(), "BatchItemFailures");
    assert!(delivery.reply_json()["batchItemFailures"].is_array());
}

#[tokio::test]
async fn a_reply_about_an_unknown_record_fails_the_whole_batch() {
    let reply = r#"{"batchItemFailures":[{"itemIdentifier":"7"}]}"#;
    let cloud = canned::cloud(move |_| Ok(Reply::json(reply))).await;

    let delivery = cloud.kinesis("clicks").put_all(&[1, 2]).await;
    assert_eq!(delivery.failed_positions(), [0, 1]);
    assert_eq!(delivery.assert_failed().error_type(), "InvalidBatchReply");
    assert_eq!(delivery.assert_failed().message(), r#"there is no record "7" in the batch"#);
}

#[tokio::test]
async fn only_streams_have_batches_whose_reply_is_read() {
    let reply = r#"{"batchItemFailures":[{"itemIdentifier":"7"}]}"#;
    let cloud = canned::cloud(move |_| Ok(Reply::json(reply))).await;
    cloud.sns("orders").publish_text("x").await.assert_ok();
    cloud.s3("receipts").put("a", "x").await.assert_ok();
}

#[tokio::test]
async fn an_event_may_be_bent_before_it_is_delivered() {
    let (cloud, events) = canned::recording().await;
    cloud.deliver(KinesisEvent::new("clicks")).await.assert_ok();
    assert_eq!(events.only(), json!({"Records": []}));
    let event = S3Event::put("receipts", "a").without("/Records/0/s3/object/size");
    cloud.deliver(event).await.assert_ok();
    assert_eq!(events.only()["Records"][0]["s3"]["object"].get("size"), None);
}
