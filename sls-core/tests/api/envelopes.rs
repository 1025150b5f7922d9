//! Events that arrive inside other events.

use serde_json::{Value, json};
use sls_core::event::alarm;
use sls_core::event::eventbridge::{EventBridge, Rule};
use sls_core::event::kinesis::{Record, Stream};
use sls_core::event::s3::{Object, S3};
use sls_core::event::sns::{Message, Sns};
use sls_core::extract::{Base64, Rejection};
use sls_core::{App, Batch, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::{AlarmEvent, CompositeAlarmEvent, KinesisRecord, Origin, S3Event};

use crate::support::Notes;

fn notification(message: &str) -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "7f0c1c60-9b3e-5d3e-8f63-40c5a1b2c3d4",
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:orders",
        "Message": message,
        "Timestamp": "2026-03-01T10:00:00.123Z",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/x.pem",
    })
}

async fn stream(notes: &Notes, handler: Handler) -> sls_test::cloud::Stream {
    Cloud::new(App::new().state(notes.clone()).handler(handler)).await.kinesis("orders")
}

#[tokio::test]
async fn a_message_of_a_topic_is_taken_out_of_a_record_beside_what_the_record_says() {
    async fn import(
        State(notes): State<Notes>,
        Sns(Json(order)): Sns<Json<u32>>,
        Sns(message): Sns<Message>,
        record: Record,
    ) {
        notes.add(format!("{order} of {} by {}", message.topic(), record.partition_key()));
    }

    let notes = Notes::default();
    let handler = Handler::new("import").on(Stream::new("orders"), import);
    let stream = stream(&notes, handler).await;
    stream.put("ada", &notification("7")).await.assert_ok();
    assert_eq!(notes.take(), ["7 of orders by ada"]);
}

#[tokio::test]
async fn a_notification_of_a_bucket_is_taken_out_of_a_message_in_a_record() {
    async fn index(State(notes): State<Notes>, Sns(S3(objects)): Sns<S3<Object>>) {
        for object in objects {
            notes.add(object.key().to_owned());
        }
    }

    let notes = Notes::default();
    let handler = Handler::new("index").on(Stream::new("orders"), index);
    let stream = stream(&notes, handler).await;
    let event = S3Event::put("receipts", "a b.pdf").and(S3Event::put("receipts", "c.pdf"));
    stream.put("k", &notification(&event.build().to_string())).await.assert_ok();
    assert_eq!(notes.take(), ["a b.pdf", "c.pdf"]);
}

#[tokio::test]
async fn what_is_not_for_the_handler_is_confirmed_without_it() {
    async fn index(State(notes): State<Notes>, Sns(S3(_)): Sns<S3<Object>>) {
        notes.add("called".to_owned());
    }

    let notes = Notes::default();
    let handler = Handler::new("index").on(Stream::new("orders"), index);
    let stream = stream(&notes, handler).await;
    let confirmation = json!({"Type": "SubscriptionConfirmation", "Token": "t", "TopicArn": "a"});
    stream.put("k", &confirmation).await.assert_ok();
    let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"receipts"}"#;
    stream.put("k", &notification(test)).await.assert_ok();
    assert!(notes.take().is_empty());
}

#[tokio::test]
async fn an_inner_mistake_fails_the_record_and_says_where_it_was() {
    async fn import(Sns(Json(_)): Sns<Json<u32>>) {}

    let notes = Notes::default();
    let handler = Handler::new("import").on(Stream::new("orders"), import);
    let stream = stream(&notes, handler).await;
    let inner = stream.put("k", &notification("\"seven\"")).await;
    let message = inner.assert_failed().message();
    assert!(message.contains("expected u32 (in the SNS message)"), "{message}");
    let outer = stream.put("k", &json!({"sku": "A1"})).await;
    let message = outer.assert_failed().message();
    assert!(message.contains("not an SNS message: missing field `TopicArn`"), "{message}");

    let good = || KinesisRecord::json("k", &notification("7"));
    let batch = [good(), KinesisRecord::json("k", &notification("x"))];
    assert_eq!(stream.put_records(batch).await.failed_positions(), [1]);
}

#[tokio::test]
async fn a_whole_batch_leaves_out_what_is_not_for_the_handler() {
    async fn import(State(notes): State<Notes>, batch: Batch<Sns<Json<u32>>>) {
        notes.add(batch.len().to_string());
    }

    let notes = Notes::default();
    let handler = Handler::new("import").on(Stream::new("orders"), import);
    let stream = stream(&notes, handler).await;
    let confirmation = json!({"Type": "UnsubscribeConfirmation"});
    let delivery = stream.put_all(&[notification("7"), confirmation, notification("x")]).await;
    assert_eq!(delivery.failed_positions(), [2]);
    assert_eq!(notes.take(), ["1"]);
}

#[tokio::test]
async fn what_a_sender_encodes_once_more_is_decoded() {
    async fn import(
        State(notes): State<Notes>,
        Base64(Sns(Json(order))): Base64<Sns<Json<u32>>>,
        record: Record,
    ) {
        notes.add(format!("{order} by {}", record.partition_key()));
    }

    let notes = Notes::default();
    let handler = Handler::new("import").on(Stream::new("orders"), import);
    let stream = stream(&notes, handler).await;
    let encode = |text: String| base64_simd::STANDARD.encode_to_string(text);
    stream.put_bytes("ada", encode(notification("7").to_string()) + "\n").await.assert_ok();
    assert_eq!(notes.take(), ["7 by ada"]);

    let broken = stream.put_bytes("ada", "?").await;
    assert!(broken.assert_failed().message().contains("body: not valid base64"), "{broken:?}");
    let inner = stream.put_bytes("ada", encode(notification("x").to_string())).await;
    let message = inner.assert_failed().message();
    assert!(message.contains("(in the SNS message) (in the base64)"), "{message}");
}

#[tokio::test]
async fn an_envelope_may_be_absent_or_refused_like_other_arguments() {
    async fn import(
        State(notes): State<Notes>,
        maybe: Option<Sns<Json<u32>>>,
        tried: Result<Sns<Json<u32>>, Rejection>,
    ) {
        let maybe = maybe.map(|Sns(Json(order))| order);
        let tried = tried.map(|Sns(Json(order))| order);
        notes.add(format!(
            "{maybe:?} {}",
            tried.map_or_else(|_| "refused".into(), |o| o.to_string())
        ));
    }

    let notes = Notes::default();
    let handler = Handler::new("import").on(Stream::new("orders"), import);
    let stream = stream(&notes, handler).await;
    stream.put("k", &notification("7")).await.assert_ok();
    stream.put_bytes("k", "").await.assert_ok();
    assert_eq!(notes.take(), ["Some(7) 7", "None refused"]);
    // What is there and broken is no absence.
    stream.put("k", &notification("x")).await.assert_failed();
}

#[tokio::test]
async fn an_alarm_is_taken_out_of_an_event_of_a_bus_however_that_came() {
    async fn page(State(notes): State<Notes>, event: alarm::Event) {
        notes.add(format!("{} {} {}", event.name(), event.state().value(), event.arn()));
    }
    async fn page_later(State(notes): State<Notes>, EventBridge(event): EventBridge<alarm::Event>) {
        notes.add(format!("{} {} {}", event.name(), event.state().value(), event.arn()));
    }

    let notes = Notes::default();
    let handlers = [
        Handler::new("page").on(Rule::any().source(["aws.cloudwatch"]), page),
        Handler::new("page_later").on(Stream::new("orders"), page_later),
    ];
    let cloud = Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await;
    cloud.deliver(AlarmEvent::new("cpu").to_eventbridge()).await.assert_ok();
    let composite = CompositeAlarmEvent::new("all", "cpu").to_eventbridge();
    cloud.kinesis("orders").put("k", &composite.build_in(&Origin::default())).await.assert_ok();
    let arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:";
    assert_eq!(notes.take(), [format!("cpu ALARM {arn}cpu"), format!("all ALARM {arn}all")]);
}

#[cfg(feature = "gzip")]
mod gzip {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use sls_core::event::sqs::Queue;
    use sls_core::extract::Gzip;

    use super::*;

    fn compressed(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[tokio::test]
    async fn compressed_envelopes_are_decompressed_up_to_a_limit() {
        async fn import(State(notes): State<Notes>, order: Gzip<Sns<Json<u32>>, 10_000>) {
            let Gzip(Sns(Json(order))) = order;
            notes.add(order.to_string());
        }

        let notes = Notes::default();
        let handler = Handler::new("import").on(Stream::new("orders"), import);
        let stream = stream(&notes, handler).await;
        let record = |data: &[u8]| KinesisRecord::new("k", compressed(data));
        let records = [
            record(notification("7").to_string().as_bytes()),
            KinesisRecord::new("k", notification("8").to_string()),
        ];
        assert_eq!(stream.put_records(records).await.failed_positions(), [1]);
        assert_eq!(notes.take(), ["7"]);

        let bomb = stream.put_bytes("k", compressed(&[b' '; 1 << 20])).await;
        let message = bomb.assert_failed().message();
        assert!(message.contains("body: more than 10000 bytes when decompressed"), "{message}");
        let inner = stream.put_records([record(notification("x").to_string().as_bytes())]).await;
        let message = inner.assert_failed().message();
        assert!(message.contains("(in the SNS message) (in the gzip)"), "{message}");
    }

    #[tokio::test]
    async fn compressed_text_of_a_queue_is_base64_first() {
        async fn import(State(notes): State<Notes>, order: Base64<Gzip<Json<u32>>>) {
            let Base64(Gzip(Json(order))) = order;
            notes.add(order.to_string());
        }

        let notes = Notes::default();
        let handler = Handler::new("import").on(Queue::new("orders"), import);
        let cloud = Cloud::new(App::new().state(notes.clone()).handler(handler)).await;
        let text = base64_simd::STANDARD.encode_to_string(compressed(b"7"));
        cloud.sqs("orders").send_text(text).await.assert_ok();
        assert_eq!(notes.take(), ["7"]);
    }
}
