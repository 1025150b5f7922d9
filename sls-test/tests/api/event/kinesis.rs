//! Golden shapes: AWS Lambda developer guide, "Using Lambda to process records from Amazon Kinesis
//! Data Streams" and "Implementing stateful Kinesis Data Streams processing in Lambda".

use std::time::{Duration, SystemTime};

use aws_lambda_events::kinesis::{KinesisEvent as PeerEvent, KinesisTimeWindowEvent};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_test::event::{KinesisEvent, KinesisRecord, Origin, TumblingWindow};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

const STREAM: &str = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks";

#[test]
fn a_batch_has_the_documented_shape() {
    let event = KinesisEvent::new("clicks")
        .shard(6)
        .data("user-1", r#"{"a":1}"#)
        .build_in(&Origin::seeded(1));

    let sequence_number = event["Records"][0]["kinesis"]["sequenceNumber"].as_str().unwrap();
    assert_form(&json!(sequence_number), &json!("<digits 56>"));
    assert_form(
        &event,
        &json!({"Records": [{
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "user-1",
                "sequenceNumber": sequence_number,
                "data": "eyJhIjoxfQ==",
                "approximateArrivalTimestamp": 1_772_359_200.123,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": format!("shardId-000000000006:{sequence_number}"),
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": "arn:aws:iam::111122223333:role/function-role",
            "awsRegion": "eu-west-1",
            "eventSourceARN": STREAM,
        }]}),
    );
}

#[test]
fn a_tumbling_window_adds_its_members() {
    let window = TumblingWindow::new(Duration::from_secs(120)).state(&json!({"1": 282}));
    let event = KinesisEvent::new("clicks").shard(6).window(window).build();
    assert_eq!(
        event,
        json!({
            "Records": [],
            "window": {"start": "2026-03-01T10:00:00Z", "end": "2026-03-01T10:02:00Z"},
            "state": {"1": 282},
            "shardId": "shardId-000000000006",
            "eventSourceARN": STREAM,
            "isFinalInvokeForWindow": false,
            "isWindowTerminatedEarly": false,
        })
    );

    let window = TumblingWindow::new(Duration::from_secs(60)).final_invoke().terminated_early();
    let event = KinesisEvent::new("clicks").data("k", "d").window(window).build();
    assert_eq!(event["state"], json!({}));
    assert_eq!(event["isFinalInvokeForWindow"], true);
    assert_eq!(event["isWindowTerminatedEarly"], true);
    assert_eq!(event["Records"].as_array().unwrap().len(), 1);
}

#[test]
fn a_fan_out_consumer_is_the_source_of_its_records() {
    let event = KinesisEvent::new("clicks").consumer("fast").data("k", "d").build();
    let arn = event["Records"][0]["eventSourceARN"].as_str().unwrap();
    assert_eq!(arn, format!("{STREAM}/consumer/fast:1772272800"));
}

#[test]
fn an_encrypted_record_says_so_and_stays_readable() {
    let event =
        KinesisEvent::new("clicks").record(KinesisRecord::new("k", "d").encrypted()).build();
    assert_eq!(event["Records"][0]["kinesis"]["encryptionType"], "KMS");
    assert_eq!(event["Records"][0]["kinesis"]["data"], "ZA==");
}

#[test]
fn an_arrival_on_the_second_is_still_a_float() {
    let record = KinesisRecord::new("k", "d")
        .arrived_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_359_200));
    let text =
        String::from_utf8(KinesisEvent::new("s").record(record).to_bytes().to_vec()).unwrap();
    assert!(text.contains(r#""approximateArrivalTimestamp":1772359200.0"#), "{text}");
}

#[test]
fn a_given_sequence_number_is_in_the_event_id_too() {
    let record = KinesisRecord::new("k", "d").sequence_number("42");
    let event = KinesisEvent::new("clicks").record(record).build();
    assert_eq!(event["Records"][0]["kinesis"]["sequenceNumber"], "42");
    assert_eq!(event["Records"][0]["eventID"], "shardId-000000000000:42");
}

#[test]
#[should_panic(expected = "a tumbling window is 1 to 900 seconds long")]
fn a_window_shorter_than_a_second_is_refused() {
    let _ = TumblingWindow::new(Duration::from_millis(999));
}

#[test]
fn the_peer_reads_a_batch_and_a_window() {
    let event = KinesisEvent::new("clicks").shard(6).data("user-1", "click");
    let record = peer::parse::<PeerEvent>(&event.build()).records.remove(0);
    assert_eq!(record.kinesis.data.0, b"click");
    assert_eq!(record.kinesis.partition_key, "user-1");
    assert_eq!(record.event_source_arn.as_deref(), Some(STREAM));

    let window = TumblingWindow::new(Duration::from_secs(120)).state(&json!({"sum": "7"}));
    let event = peer::parse::<KinesisTimeWindowEvent>(&event.window(window).build());
    assert_eq!(event.time_window_properties.state["sum"], "7");
    assert!(!event.time_window_properties.is_final_invoke_for_window);
}

proptest! {
    #[test]
    fn no_two_records_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let event = KinesisEvent::new("clicks").data("a", "1").data("a", "1");
        let ids = ["/Records/*/eventID", "/Records/*/kinesis/sequenceNumber"];
        assert_given_out_once(&[(&event, &ids)], seed, rounds);
    }

    #[test]
    fn whatever_is_put_comes_out_in_order(
        records in proptest::collection::vec(
            (any::<String>(), proptest::collection::vec(any::<u8>(), 0..60)),
            0..12,
        ),
    ) {
        let batch = records.iter().map(|(key, data)| KinesisRecord::new(key, data.clone()));
        let event = KinesisEvent::new("clicks").records(batch).to_bytes();

        let event: Value = serde_json::from_slice(&event).unwrap();
        let read: Vec<(String, Vec<u8>)> = event["Records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| &record["kinesis"])
            .map(|record| {
                let data = STANDARD.decode(record["data"].as_str().unwrap()).unwrap();
                (record["partitionKey"].as_str().unwrap().to_owned(), data)
            })
            .collect();
        prop_assert_eq!(read, records);
    }

    #[test]
    fn sequence_numbers_grow_over_all_batches(
        sizes in proptest::collection::vec(0_usize..5, 1..8),
    ) {
        let origin = Origin::default();
        let numbers: Vec<String> = sizes
            .into_iter()
            .flat_map(|size| {
                let batch = (0..size).map(|_| KinesisRecord::new("k", "d"));
                let event = KinesisEvent::new("clicks").records(batch).build_in(&origin);
                event["Records"].as_array().unwrap().clone()
            })
            .map(|record| record["kinesis"]["sequenceNumber"].as_str().unwrap().to_owned())
            .collect();
        // Of one length, so that the order of the texts is the order of the numbers.
        prop_assert!(numbers.iter().all(|number| number.len() == 56 && !number.starts_with('0')));
        prop_assert!(numbers.is_sorted_by(|a, b| a < b), "{:?}", numbers);
    }

    #[test]
    fn a_window_is_a_multiple_of_its_length_around_its_time(
        millis in 0_u64..4_000_000_000_000,
        length in 1_u64..900,
    ) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
        let window = TumblingWindow::new(Duration::from_secs(length)).around(time);
        let event = KinesisEvent::new("clicks").window(window).build();
        let bound = |name: &str| {
            let text = event["window"][name].as_str().unwrap();
            text.parse::<jiff::Timestamp>().unwrap().as_second() as u64
        };
        prop_assert_eq!(bound("start") % length, 0);
        prop_assert_eq!(bound("end") - bound("start"), length);
        prop_assert!((bound("start")..bound("end")).contains(&(millis / 1000)));
    }
}
