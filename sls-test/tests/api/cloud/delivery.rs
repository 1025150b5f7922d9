//! What arrives at the function, and how its reply is read.

use std::time::Duration;

use serde_json::{Value, json};
use sls_core::{Failure, Reply};
use sls_test::Cloud;
use sls_test::cloud::Delivery;
use sls_test::event::{
    AlarmEvent, CloudWatchLogsEvent, DynamoDbEvent, DynamoDbRecord, KafkaRecord, KinesisEvent,
    KinesisRecord, S3Event, S3EventName, S3TestEvent, SesEvent, SnsAttribute, SqsMessage,
    StreamViewType, TumblingWindow,
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
async fn one_send_call_to_a_queue_is_one_batch_in_one_group() {
    let (cloud, events) = canned::recording().await;
    let told = |event: &Value| -> Vec<(String, Value)> {
        let records = event["Records"].as_array().unwrap().iter();
        let text = |record: &Value| record["body"].as_str().unwrap().to_owned();
        records
            .map(|record| (text(record), record["attributes"]["MessageGroupId"].clone()))
            .collect()
    };
    let orders = cloud.sqs("orders");
    orders.send(&json!({"order": 7})).await.assert_ok();
    let event = events.only();
    assert_eq!(told(&event), [(r#"{"order":7}"#.to_owned(), Value::Null)]);
    let arn = "arn:aws:sqs:eu-west-1:111122223333:orders";
    assert_eq!(event["Records"][0]["eventSourceARN"], arn);

    orders.send_text("plain").await.assert_ok();
    assert_eq!(told(&events.only())[0].0, "plain");

    let fifo = cloud.sqs("orders.fifo");
    fifo.send(&1).await.assert_ok();
    assert_eq!(told(&events.only()), [("1".to_owned(), json!("group"))]);

    fifo.clone().group("ada").send_all(&[1, 2]).await.assert_ok();
    let of_ada = |body: &str| (body.to_owned(), json!("ada"));
    assert_eq!(told(&events.only()), [of_ada("1"), of_ada("2")]);

    let messages = [SqsMessage::new("a").group("ada"), SqsMessage::new("b").group("bob")];
    fifo.group("ignored").send_messages(messages).await.assert_ok();
    assert_eq!(told(&events.only()), [of_ada("a"), ("b".to_owned(), json!("bob"))]);
}

#[tokio::test]
async fn each_change_of_an_item_is_told_by_its_table() {
    let (cloud, events) = canned::recording().await;
    let (old, new) = (json!({"id": "a", "n": 1}), json!({"id": "a", "n": 2}));
    let orders = cloud.dynamodb("orders");
    for (delivery, name) in [
        (orders.insert(&new), "INSERT"),
        (orders.modify(&old, &new), "MODIFY"),
        (orders.remove(&old), "REMOVE"),
        (orders.expire(&old), "REMOVE"),
    ] {
        delivery.await.assert_ok();
        let record = events.only()["Records"][0].clone();
        assert_eq!(record["eventName"], name);
        assert_eq!(record["dynamodb"]["Keys"], json!({"id": {"S": "a"}}));
        let arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/";
        assert!(record["eventSourceARN"].as_str().unwrap().starts_with(arn), "{record}");
    }

    let lines = cloud.dynamodb("lines").keys(["order", "line"]).view(StreamViewType::KeysOnly);
    let line = |line| json!({"order": 7, "line": line, "sku": "A1"});
    let records = [DynamoDbRecord::insert(&line(1)), DynamoDbRecord::remove(&line(2))];
    lines.write(records).await.assert_ok();
    let event = events.only();
    let keys = |line: &str| json!({"order": {"N": "7"}, "line": {"N": line}});
    assert_eq!(event["Records"][0]["dynamodb"]["Keys"], keys("1"));
    assert_eq!(event["Records"][1]["dynamodb"]["Keys"], keys("2"));
    assert_eq!(event["Records"][0]["dynamodb"].get("NewImage"), None);
}

#[tokio::test]
async fn one_send_call_to_a_kafka_topic_is_one_batch() {
    let (cloud, events) = canned::recording().await;
    let clicks = cloud.kafka("clicks");
    clicks.send(&json!({"page": "/"})).await.assert_ok();
    assert_eq!(events.only()["records"]["clicks-0"][0]["value"], "eyJwYWdlIjoiLyJ9");

    clicks.send_bytes(vec![0, 255]).await.assert_ok();
    assert_eq!(events.only()["records"]["clicks-0"][0]["value"], "AP8=");

    clicks.send_all(&[1, 2]).await.assert_ok();
    assert_eq!(events.only()["records"]["clicks-0"].as_array().unwrap().len(), 2);

    clicks.send_records([KafkaRecord::new("a").key("k").partition(3)]).await.assert_ok();
    assert_eq!(events.only()["records"]["clicks-3"][0]["key"], "aw==");
}

#[tokio::test]
async fn a_bus_delivers_events_and_runs_schedules_and_rules() {
    let (cloud, events) = canned::recording().await;
    let bus = cloud.eventbridge();

    bus.put("shop", "OrderPlaced", &json!({"order": 7})).await.assert_ok();
    let event = events.only();
    assert_eq!((&event["source"], &event["detail-type"]), (&json!("shop"), &json!("OrderPlaced")));
    assert_eq!(event["detail"], json!({"order": 7}));

    bus.run_schedule("nightly").await.assert_ok();
    let schedule = "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly";
    assert_eq!(events.only()["resources"], json!([schedule]));

    bus.run_rule("nightly").await.assert_ok();
    let rule = "arn:aws:events:eu-west-1:111122223333:rule/nightly";
    assert_eq!(events.only()["resources"], json!([rule]));
}

#[tokio::test]
async fn events_without_a_client_are_delivered_as_they_are_built() {
    let (cloud, events) = canned::recording().await;
    cloud.deliver(AlarmEvent::new("cpu")).await.assert_ok();
    assert_eq!(events.only()["alarmData"]["alarmName"], "cpu");
    cloud.deliver(CloudWatchLogsEvent::new("/aws/lambda/orders")).await.assert_ok();
    assert!(events.only()["awslogs"]["data"].is_string());
    cloud.deliver(SesEvent::new("help@example.com")).await.assert_ok();
    assert_eq!(events.only()["Records"][0]["eventSource"], "aws:ses");
}

#[tokio::test]
async fn nothing_is_delivered_before_it_is_awaited() {
    let (cloud, events) = canned::recording().await;
    drop(cloud.sqs("orders").send_text("never sent"));
    drop(cloud.alexa("skill").launch());
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

/// The `itemIdentifier` of the record at `position`, whatever the source.
fn identifier(event: &Value, position: usize) -> Value {
    let record = &event["Records"][position];
    let texts = ["/dynamodb/SequenceNumber", "/kinesis/sequenceNumber", "/messageId"];
    match texts.iter().find_map(|place| record.pointer(place)) {
        Some(text) => text.clone(),
        None => {
            let offset = &event["records"]["clicks-0"][position]["offset"];
            json!({"partition": "clicks-0", "offset": offset})
        }
    }
}

/// Three records, delivered from each source whose poller reads which of them failed.
async fn three_from_each(cloud: &Cloud) -> [Delivery; 4] {
    let items = [1, 2, 3].map(|id| DynamoDbRecord::insert(&json!({ "id": id })));
    [
        cloud.dynamodb("orders").write(items).await,
        cloud.kafka("clicks").send_all(&[1, 2, 3]).await,
        cloud.kinesis("clicks").put_all(&[1, 2, 3]).await,
        cloud.sqs("orders").send_all(&[1, 2, 3]).await,
    ]
}

#[tokio::test]
async fn reported_records_are_found_in_their_batch() {
    let cloud = canned::cloud(|invocation| {
        let event: Value = serde_json::from_slice(invocation.payload()).unwrap();
        let failures = json!([{"itemIdentifier": identifier(&event, 1)}]);
        Ok(Reply::json(json!({"batchItemFailures": failures}).to_string()))
    });
    for delivery in three_from_each(&cloud.await).await {
        assert_eq!(delivery.failed_positions(), [1], "{delivery:?}");
        assert_eq!(delivery.failed_records(), [delivery.records()[1].as_str()]);
        assert_eq!(delivery.assert_failed().error_type(), "BatchItemFailures");
        assert_eq!(delivery.assert_failed().message(), "the reply reports 1 of 3");
        assert!(delivery.reply_json()["batchItemFailures"].is_array());
    }
}

#[tokio::test]
async fn a_reply_about_an_unknown_record_fails_the_whole_batch() {
    for identifier in [json!("7"), json!(""), json!(null), json!({"partition": "x-0", "offset": 7})]
    {
        let reply = json!({"batchItemFailures": [{"itemIdentifier": identifier}]}).to_string();
        let cloud = canned::cloud(move |_| Ok(Reply::json(reply.clone()))).await;
        for delivery in three_from_each(&cloud).await {
            assert_eq!(delivery.failed_positions(), [0, 1, 2], "{delivery:?}");
            assert_eq!(delivery.assert_failed().error_type(), "InvalidBatchReply");
        }
    }
    let reply = r#"{"batchItemFailures":[{"itemIdentifier":"7"}]}"#;
    let cloud = canned::cloud(move |_| Ok(Reply::json(reply))).await;
    let delivery = cloud.sqs("orders").send(&1).await;
    assert_eq!(delivery.assert_failed().message(), r#"there is no record "7" in the batch"#);
}

#[tokio::test]
async fn a_window_fails_without_its_state() {
    let window = TumblingWindow::new(Duration::from_secs(60)).final_invoke();
    for (reply, is_ok) in [("null", false), (r#"{"state":{}}"#, true)] {
        let cloud = canned::cloud(move |_| Ok(Reply::json(reply))).await;
        let event = DynamoDbEvent::new("orders").window(window.clone());
        assert_eq!(cloud.deliver(event).await.failure().is_none(), is_ok);
        let event = KinesisEvent::new("clicks").window(window.clone());
        assert_eq!(cloud.deliver(event).await.failure().is_none(), is_ok);
    }
}

#[tokio::test]
async fn the_reply_to_what_nobody_polls_is_not_read() {
    let reply = r#"{"batchItemFailures":[{"itemIdentifier":"7"}]}"#;
    let cloud = canned::cloud(move |_| Ok(Reply::json(reply))).await;
    cloud.sns("orders").publish_text("x").await.assert_ok();
    cloud.s3("receipts").put("a", "x").await.assert_ok();
    cloud.eventbridge().put("shop", "OrderPlaced", &json!({})).await.assert_ok();
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
