//! Golden shapes: AWS Lambda developer guide, "Using Lambda with Amazon SQS"; digests: Amazon SQS
//! developer guide, "Calculating the MD5 message digest for message attributes".

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_lambda_events::sqs::SqsEvent as Decoded;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{Origin, SnsEvent, SqsAttribute, SqsEvent, SqsMessage};

use super::form::assert_form;
use super::once::assert_given_out_once;

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:orders";

/// The only record of a batch, its receipt handle checked and taken out.
#[track_caller]
fn record(event: &SqsEvent) -> Value {
    let mut event = event.build_in(&Origin::seeded(1));
    assert_eq!(event["Records"].as_array().unwrap().len(), 1);
    let mut record = event["Records"][0].take();
    let handle = record.as_object_mut().unwrap().remove("receiptHandle").unwrap();
    let handle = handle.as_str().unwrap().strip_prefix("AQEB").unwrap();
    assert_eq!(STANDARD.decode(handle).unwrap().len(), 141);
    record
}

#[test]
fn a_message_of_a_standard_queue_has_the_documented_shape() {
    assert_form(
        &record(&SqsEvent::new("orders").body(r#"{"a":1}"#)),
        &json!({
            "messageId": "<uuid>",
            "body": r#"{"a":1}"#,
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1772359200123",
                "SenderId": "AIDAEXAMPLEPRINCIPAL1",
                "ApproximateFirstReceiveTimestamp": "1772359200123",
            },
            "messageAttributes": {},
            "md5OfBody": "bb6cb5c68df4652941caf652a366f2d8",
            "eventSource": "aws:sqs",
            "eventSourceARN": QUEUE,
            "awsRegion": "eu-west-1",
        }),
    );
}

#[test]
fn a_message_of_a_fifo_queue_has_a_group_a_deduplication_id_and_a_number() {
    let record = record(&SqsEvent::new("orders.fifo"));
    assert_eq!(record["eventSourceARN"], format!("{QUEUE}.fifo"));
    assert_form(
        &record["attributes"],
        &json!({
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1772359200123",
            "SenderId": "AIDAEXAMPLEPRINCIPAL1",
            "ApproximateFirstReceiveTimestamp": "1772359200123",
            "MessageGroupId": "group",
            "MessageDeduplicationId": "<uuid>",
            "SequenceNumber": "<digits 20>",
        }),
    );
}

#[test]
fn everything_that_sqs_says_of_a_message_can_be_given() {
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let message = SqsMessage::new("hello")
        .message_id("id-1")
        .receive_count(3)
        .sent_at(at(10))
        .first_received_at(at(20))
        .group("customer-1")
        .deduplication_id("d1")
        .sequence_number("18849496460467696128")
        .trace_header("Root=1-66ad0000-0123456789abcdef01234567")
        .dead_letter_of("orders");
    let record = record(&SqsEvent::new("failed").message(message));
    assert_eq!(record["messageId"], "id-1");
    assert_eq!(
        record["attributes"],
        json!({
            "ApproximateReceiveCount": "3",
            "SentTimestamp": "10000",
            "SenderId": "AIDAEXAMPLEPRINCIPAL1",
            "ApproximateFirstReceiveTimestamp": "20000",
            "MessageGroupId": "customer-1",
            "MessageDeduplicationId": "d1",
            "SequenceNumber": "18849496460467696128",
            "AWSTraceHeader": "Root=1-66ad0000-0123456789abcdef01234567",
            "DeadLetterQueueSourceArn": QUEUE,
        })
    );
}

#[test]
fn attributes_of_each_type_have_the_documented_values() {
    let message = SqsMessage::new("hello")
        .attribute("kind", "new")
        .attribute("count", 7)
        .attribute("total", SqsAttribute::number(12.5).custom_type("float"))
        .attribute("blob", SqsAttribute::binary([1, 2, 3]));
    let text = |ty: &str, value: &str| {
        json!({
            "stringValue": value,
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": ty,
        })
    };
    assert_eq!(
        record(&SqsEvent::new("orders").message(message))["messageAttributes"],
        json!({
            "kind": text("String", "new"),
            "count": text("Number", "7"),
            "total": text("Number.float", "12.5"),
            "blob": {
                "binaryValue": "AQID",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "Binary",
            },
        })
    );
}

#[test]
fn the_digest_of_attributes_is_the_one_that_sqs_computes() {
    #[track_caller]
    fn check(attributes: &[(&str, SqsAttribute)], expected: &str) {
        let message = attributes.iter().fold(SqsMessage::new("hello"), |message, (name, value)| {
            message.attribute(*name, value.clone())
        });
        let record = record(&SqsEvent::new("orders").message(message));
        assert_eq!(record["md5OfMessageAttributes"], expected);
    }
    // The first two are labelled as samples of Amazon in the tests of YDB, the third is from those
    // of sqslite.
    check(
        &[
            ("test_attribute_name_2", "test_attribute_value_2".into()),
            ("test_attribute_name_1", "test_attribute_value_1".into()),
        ],
        "d53f3b558fe951154770f25cb63dbba9",
    );
    check(
        &[("test_attribute_name", SqsAttribute::binary("test_attribute_value"))],
        "23f6bd27ea87aab7dfeadcc9aebee495",
    );
    check(
        &[("ordinal", 1.into()), ("category", "test".into())],
        "d21ae90c49061e927f57df5f5d72be1f",
    );
}

#[test]
fn the_digest_of_no_attributes_is_missing_or_null_after_a_window() {
    let at_once = record(&SqsEvent::new("orders"));
    assert_eq!(at_once.get("md5OfMessageAttributes"), None);

    let windowed = record(&SqsEvent::new("orders").through_window());
    assert_eq!(windowed.get("md5OfMessageAttributes"), Some(&Value::Null));

    let message = SqsMessage::new("hello").attribute("kind", "new");
    let with_attributes = record(&SqsEvent::new("orders").message(message).through_window());
    assert!(with_attributes["md5OfMessageAttributes"].is_string());
}

#[test]
fn a_notification_in_a_queue_is_spelt_as_topics_spell_it_for_queues() {
    let message = SqsMessage::notification(SnsEvent::new("order-events").message("seven"));
    let record = record(&SqsEvent::new("orders").message(message));
    let body: Value = serde_json::from_str(record["body"].as_str().unwrap()).unwrap();
    let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "Message",
            "MessageId",
            "Signature",
            "SignatureVersion",
            "SigningCertURL",
            "Timestamp",
            "TopicArn",
            "Type",
            "UnsubscribeURL",
        ]
    );
    assert_eq!(body["Message"], "seven");
    assert_eq!(body["TopicArn"], "arn:aws:sns:eu-west-1:111122223333:order-events");

    let full = SnsEvent::new("order-events").subject("new").attribute("kind", "new");
    let record = self::record(&SqsEvent::new("orders").message(SqsMessage::notification(full)));
    let body: Value = serde_json::from_str(record["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["Subject"], "new");
    assert_eq!(body["MessageAttributes"]["kind"]["Value"], "new");
}

#[test]
fn a_queue_given_as_an_arn_stays_as_it_is() {
    let arn = "arn:aws:sqs:us-east-1:444455556666:orders.fifo";
    let record = record(&SqsEvent::new(arn));
    assert_eq!(record["eventSourceARN"], arn);
    assert_eq!(record["attributes"]["MessageGroupId"], "group");
}

#[test]
fn a_batch_without_messages_holds_hello_until_one_is_added() {
    assert_eq!(record(&SqsEvent::new("orders"))["body"], "hello");
    assert_eq!(record(&SqsEvent::new("orders").body("seven"))["body"], "seven");
}

#[test]
fn region_account_and_time_reach_a_message() {
    let mut origin = Origin::seeded(1);
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let message = SqsMessage::new("hello").dead_letter_of("first");
    let event = SqsEvent::new("orders").message(message).build_in(&origin);
    let record = &event["Records"][0];
    assert_eq!(record["awsRegion"], "cn-north-1");
    assert_eq!(record["eventSourceARN"], "arn:aws-cn:sqs:cn-north-1:444455556666:orders");
    assert_eq!(record["attributes"]["SentTimestamp"], "1500");
    assert_eq!(record["attributes"]["ApproximateFirstReceiveTimestamp"], "1500");
    assert_eq!(
        record["attributes"]["DeadLetterQueueSourceArn"],
        "arn:aws-cn:sqs:cn-north-1:444455556666:first"
    );
}

/// What an attribute is made of.
#[derive(Clone, Debug)]
enum Part {
    Binary(Vec<u8>),
    Number(i64),
    Text(String),
}

impl From<&Part> for SqsAttribute {
    fn from(part: &Part) -> Self {
        match part {
            Part::Binary(bytes) => Self::binary(bytes),
            Part::Number(number) => Self::number(number),
            Part::Text(text) => Self::string(text),
        }
    }
}

/// The body and the attributes of any message.
type Parts = (String, BTreeMap<String, Part>);

fn parts() -> impl Strategy<Value = Parts> {
    let part = prop_oneof![
        vec(any::<u8>(), 0..20).prop_map(Part::Binary),
        any::<i64>().prop_map(Part::Number),
        any::<String>().prop_map(Part::Text),
    ];
    (any::<String>(), btree_map(any::<String>(), part, 0..4))
}

fn built((body, attributes): &Parts) -> SqsMessage {
    attributes
        .iter()
        .fold(SqsMessage::new(body), |message, (name, value)| message.attribute(name, value))
}

proptest! {
    #[test]
    fn whatever_is_sent_comes_out_in_order(
        messages in vec(parts(), 1..8),
        fifo in any::<bool>(),
        windowed in any::<bool>(),
    ) {
        let queue = if fifo { "orders.fifo" } else { "orders" };
        let event = SqsEvent::new(queue).messages(messages.iter().map(built));
        let event = if windowed { event.through_window() } else { event }.to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::Sqs);

        let decoded: Decoded = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(decoded.records.len(), messages.len());
        for (record, (body, attributes)) in decoded.records.iter().zip(&messages) {
            prop_assert_eq!(record.body.as_ref(), Some(body));
            let digest = format!("{:x}", md5::compute(body));
            prop_assert_eq!(record.md5_of_body.as_ref(), Some(&digest));
            prop_assert_eq!(record.md5_of_message_attributes.is_some(), !attributes.is_empty());
            prop_assert_eq!(record.message_attributes.len(), attributes.len());
            for (name, part) in attributes {
                let read = &record.message_attributes[name];
                let (ty, text, binary) = match part {
                    Part::Binary(bytes) => ("Binary", None, Some(bytes)),
                    Part::Number(number) => ("Number", Some(number.to_string()), None),
                    Part::Text(text) => ("String", Some(text.clone()), None),
                };
                prop_assert_eq!(read.data_type.as_deref(), Some(ty));
                prop_assert_eq!(&read.string_value, &text);
                prop_assert_eq!(read.binary_value.as_ref().map(|read| &read.0), binary);
            }
        }
    }

    #[test]
    fn no_two_messages_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..6) {
        let standard = SqsEvent::new("orders").body("a").body("a");
        let fifo = SqsEvent::new("orders.fifo").body("a").body("a");
        let of_fifo = [
            "/Records/*/messageId",
            "/Records/*/receiptHandle",
            "/Records/*/attributes/MessageDeduplicationId",
        ];
        assert_given_out_once(&[(&standard, &of_fifo[..2]), (&fifo, &of_fifo)], seed, rounds);
    }

    #[test]
    fn sequence_numbers_grow_over_all_batches(sizes in vec(1_usize..5, 1..8)) {
        let origin = Origin::default();
        let numbers: Vec<String> = sizes
            .into_iter()
            .flat_map(|size| {
                let messages = vec![SqsMessage::new("hello"); size];
                let event = SqsEvent::new("orders.fifo").messages(messages).build_in(&origin);
                event["Records"].as_array().unwrap().clone()
            })
            .map(|record| record["attributes"]["SequenceNumber"].as_str().unwrap().to_owned())
            .collect();
        // Of one length, so that the order of the texts is the order of the numbers.
        prop_assert!(numbers.iter().all(|number| number.len() == 20));
        prop_assert!(numbers.is_sorted_by(|a, b| a < b), "{:?}", numbers);
    }
}
