//! Golden shapes: AWS Lambda developer guide, "Using Lambda with Amazon MSK" and "Using Lambda with
//! self-managed Apache Kafka".

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, SystemTime};

use aws_lambda_events::kafka::KafkaEvent as Decoded;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{KafkaEvent, KafkaRecord, Origin};

use super::form::assert_form;

#[test]
fn a_batch_of_a_managed_cluster_has_the_documented_shape() {
    let record = KafkaRecord::json(&json!({"key": "value"}))
        .key("recordKey")
        .header("headerKey", [118, 220, 0, 127, 128]);
    let event =
        KafkaEvent::new("mytopic").cluster("demo").record(record).build_in(&Origin::seeded(1));

    let arn = event["eventSourceArn"].as_str().unwrap();
    let id = arn.strip_prefix("arn:aws:kafka:eu-west-1:111122223333:cluster/demo/").unwrap();
    assert_form(&json!(id.strip_suffix("-4").unwrap()), &json!("<uuid>"));
    assert_eq!(
        event,
        json!({
            "eventSource": "aws:kafka",
            "eventSourceArn": arn,
            "bootstrapServers": "b-2.demo.a1bcde.c1.kafka.eu-west-1.amazonaws.com:9092,\
                                 b-1.demo.a1bcde.c1.kafka.eu-west-1.amazonaws.com:9092",
            "records": {"mytopic-0": [{
                "topic": "mytopic",
                "partition": 0,
                "offset": 1,
                "timestamp": 1_772_359_200_123_i64,
                "timestampType": "CREATE_TIME",
                "key": "cmVjb3JkS2V5",
                "value": "eyJrZXkiOiJ2YWx1ZSJ9",
                "headers": [{"headerKey": [118, -36, 0, 127, -128]}],
            }]},
        })
    );
}

#[test]
fn a_cluster_of_ones_own_has_no_arn() {
    let event = KafkaEvent::new("mytopic").self_managed().bootstrap_servers("kafka:9092").build();
    let members: Vec<_> = event.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["bootstrapServers", "eventSource", "records"]);
    assert_eq!(event["eventSource"], "aws:SelfManagedKafka");
    assert_eq!(event["bootstrapServers"], "kafka:9092");
}

#[test]
fn a_cluster_given_as_an_arn_stays_as_it_is_and_names_its_brokers() {
    let arn = "arn:aws:kafka:us-east-1:444455556666:cluster/sales/abcd1234-abcd-cafe-abab-987654-4";
    let event = KafkaEvent::new("mytopic").cluster(arn).build();
    assert_eq!(event["eventSourceArn"], arn);
    assert!(event["bootstrapServers"].as_str().unwrap().starts_with("b-2.sales."));
}

#[test]
fn a_record_lacks_what_it_does_not_have() {
    let event = KafkaEvent::new("t").value("v").record(KafkaRecord::tombstone("k")).build();
    let [plain, tombstone] = &event["records"]["t-0"].as_array().unwrap()[..] else {
        panic!("{event}")
    };
    assert_eq!(plain.get("key"), None);
    assert_eq!(plain["headers"], json!([]));
    assert_eq!(tombstone.get("value"), None);
    assert_eq!(tombstone["key"], "aw==");
}

#[test]
fn time_and_place_of_a_record_can_be_given() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1500);
    let event = KafkaEvent::new("t")
        .record(KafkaRecord::new("v").partition(3).offset(15).appended_at(at))
        .record(KafkaRecord::new("v").partition(3).created_at(at))
        .build();
    let records = &event["records"]["t-3"];
    assert_eq!(records[0]["partition"], 3);
    assert_eq!(records[0]["offset"], 15);
    assert_eq!(records[0]["timestamp"], 1500);
    assert_eq!(records[0]["timestampType"], "LOG_APPEND_TIME");
    assert_eq!(records[1]["timestampType"], "CREATE_TIME");
}

#[test]
fn region_account_and_time_reach_a_batch() {
    let mut origin = Origin::seeded(1);
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let event = KafkaEvent::new("t").cluster("demo").build_in(&origin);
    let arn = event["eventSourceArn"].as_str().unwrap();
    assert!(arn.starts_with("arn:aws-cn:kafka:cn-north-1:444455556666:cluster/demo/"), "{arn}");
    let servers = event["bootstrapServers"].as_str().unwrap();
    assert!(servers.contains(".kafka.cn-north-1.amazonaws.com:9092"), "{servers}");
    assert_eq!(event["records"]["t-0"][0]["timestamp"], 1500);
}

/// Any record: partition, key, value, headers.
type Parts = (u32, Option<Vec<u8>>, Option<Vec<u8>>, Vec<(String, Vec<u8>)>);

fn parts() -> impl Strategy<Value = Parts> {
    let bytes = || vec(any::<u8>(), 0..20);
    (0..3_u32, option::of(bytes()), option::of(bytes()), vec((any::<String>(), bytes()), 0..3))
}

fn built((partition, key, value, headers): &Parts) -> KafkaRecord {
    let record = match (key, value) {
        (Some(key), None) => KafkaRecord::tombstone(key.clone()),
        (Some(key), Some(value)) => KafkaRecord::new(value.clone()).key(key.clone()),
        (None, value) => KafkaRecord::new(value.clone().unwrap_or_default()),
    };
    let record = record.partition(*partition);
    headers.iter().fold(record, |record, (name, value)| record.header(name, value))
}

proptest! {
    #[test]
    fn whatever_is_produced_comes_out_in_the_order_of_its_partition(
        records in vec(parts(), 1..12),
        managed in any::<bool>(),
    ) {
        let event = KafkaEvent::new("clicks").records(records.iter().map(built));
        let event = if managed { event } else { event.self_managed() }.to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::Kafka);

        let mut expected: BTreeMap<String, Vec<&Parts>> = BTreeMap::new();
        for parts in &records {
            expected.entry(format!("clicks-{}", parts.0)).or_default().push(parts);
        }
        let decoded: Decoded = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(decoded.records.len(), expected.len());
        for (partition, expected) in expected {
            let records = &decoded.records[&partition];
            prop_assert_eq!(records.len(), expected.len());
            for (record, (number, key, value, headers)) in records.iter().zip(expected) {
                let bytes = |text: &Option<String>| {
                    text.as_ref().map(|text| STANDARD.decode(text).unwrap())
                };
                prop_assert_eq!(record.partition, i64::from(*number));
                prop_assert_eq!(&bytes(&record.key), key);
                let value = if key.is_none() { Some(value.clone().unwrap_or_default()) } else { value.clone() };
                prop_assert_eq!(bytes(&record.value), value);
                let read: Vec<(String, Vec<u8>)> = record
                    .headers
                    .iter()
                    .flatten()
                    .map(|(name, value)| (name.clone(), value.iter().map(|b| *b as u8).collect()))
                    .collect();
                prop_assert_eq!(&read, headers);
            }
        }
    }

    #[test]
    fn no_two_records_of_an_origin_share_a_place(batches in vec(vec(0_u32..3, 1..5), 1..10)) {
        let origin = Origin::default();
        let mut places = Vec::new();
        for partitions in batches {
            let records = partitions.iter().map(|number| KafkaRecord::new("v").partition(*number));
            let event = KafkaEvent::new("clicks").records(records).build_in(&origin);
            for records in event["records"].as_object().unwrap().values() {
                let offsets: Vec<u64> = records
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|record| record["offset"].as_u64().unwrap())
                    .collect();
                prop_assert!(offsets.is_sorted_by(|a, b| a < b), "{:?}", offsets);
                places.extend(records.as_array().unwrap().iter().map(place));
            }
        }
        prop_assert_eq!(places.iter().collect::<HashSet<_>>().len(), places.len());
    }
}

/// What identifies a record in its cluster.
fn place(record: &Value) -> String {
    format!("{}-{}-{}", record["topic"], record["partition"], record["offset"])
}
