//! Golden shape: Amazon Data Firehose developer guide, "Transform source data in Amazon Data
//! Firehose".

use std::time::{Duration, SystemTime};

use aws_lambda_events::firehose::KinesisFirehoseEvent;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{FirehoseEvent, FirehoseRecord, Origin};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

const STREAM: &str = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/copy";

#[test]
fn a_direct_put_has_the_documented_shape() {
    let event = FirehoseEvent::new("copy").data("hello").build_in(&Origin::seeded(1));
    assert_form(
        &event,
        &json!({
            "invocationId": "<uuid>",
            "deliveryStreamArn": STREAM,
            "region": "eu-west-1",
            "records": [{
                "recordId": "<digits 62>",
                "approximateArrivalTimestamp": 1_772_359_200_123_i64,
                "data": "aGVsbG8=",
            }],
        }),
    );
}

#[test]
fn a_kinesis_source_tells_where_each_record_was() {
    let record = FirehoseRecord::new("hello").partition_key("k").shard(3).subsequence_number(7);
    let event = FirehoseEvent::new("copy")
        .kinesis_source("clicks")
        .record(record)
        .build_in(&Origin::seeded(1));

    let metadata = &event["records"][0]["kinesisRecordMetadata"];
    let sequence_number = metadata["sequenceNumber"].as_str().unwrap();
    assert_form(&json!(sequence_number), &json!("<digits 56>"));
    assert_form(
        &event,
        &json!({
            "invocationId": "<uuid>",
            "deliveryStreamArn": STREAM,
            "sourceKinesisStreamArn": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
            "region": "eu-west-1",
            "records": [{
                "recordId": format!("{sequence_number}000007"),
                "approximateArrivalTimestamp": 1_772_359_200_123_i64,
                "data": "aGVsbG8=",
                "kinesisRecordMetadata": {
                    "sequenceNumber": sequence_number,
                    "subsequenceNumber": 7,
                    "partitionKey": "k",
                    "shardId": "shardId-000000000003",
                    "approximateArrivalTimestamp": 1_772_359_200_123_i64,
                },
            }],
        }),
    );
}

#[test]
fn a_batch_is_never_empty() {
    let event = FirehoseEvent::new("copy").build();
    assert_eq!(event["records"].as_array().unwrap().len(), 1);
    assert_eq!(event["records"][0]["data"], "aGVsbG8=");
}

#[test]
fn streams_given_as_arns_stay_as_they_are() {
    let kinesis = "arn:aws:kinesis:us-east-1:444455556666:stream/clicks";
    let event = FirehoseEvent::new(STREAM).kinesis_source(kinesis).build();
    assert_eq!(event["deliveryStreamArn"], STREAM);
    assert_eq!(event["sourceKinesisStreamArn"], kinesis);
}

#[test]
fn ids_and_times_are_as_given() {
    let record = FirehoseRecord::new("d")
        .record_id("r1")
        .sequence_number("42")
        .arrived_at(SystemTime::UNIX_EPOCH + Duration::from_millis(1_500));
    let event = FirehoseEvent::new("copy").kinesis_source("clicks").record(record).build();
    let record = &event["records"][0];
    assert_eq!(record["recordId"], "r1");
    assert_eq!(record["approximateArrivalTimestamp"], 1500);
    assert_eq!(record["kinesisRecordMetadata"]["sequenceNumber"], "42");
    assert_eq!(record["kinesisRecordMetadata"]["approximateArrivalTimestamp"], 1500);
}

/// A defect of the peer: it reads whole milliseconds by way of a float of seconds.
#[test]
fn the_peer_loses_a_millisecond() {
    let parsed: KinesisFirehoseEvent = peer::parse(&FirehoseEvent::new("copy").build());
    let arrived_at = &parsed.records[0].approximate_arrival_timestamp;
    assert_eq!(arrived_at.timestamp_millis(), 1_772_359_200_122);
}

proptest! {
    #[test]
    fn whatever_is_put_comes_out_in_order(
        data in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..20),
        from_kinesis in any::<bool>(),
    ) {
        let mut event = FirehoseEvent::new("copy")
            .records(data.iter().map(|data| FirehoseRecord::new(data.clone())));
        if from_kinesis {
            event = event.kinesis_source("clicks");
        }
        prop_assert_eq!(detect(&event.to_bytes()).unwrap(), Source::Firehose);

        let event = event.build();
        let found = event["records"].as_array().unwrap().iter();
        let found = found.map(|record| STANDARD.decode(record["data"].as_str().unwrap()).unwrap());
        let found: Vec<_> = found.collect();
        prop_assert_eq!(&found, &data);

        let parsed: KinesisFirehoseEvent = peer::parse(&event);
        prop_assert_eq!(parsed.records.len(), data.len());
        for (record, data) in parsed.records.iter().zip(&data) {
            prop_assert_eq!(&record.data.0, data);
            let metadata = record.kinesis_firehose_record_metadata.as_ref();
            prop_assert_eq!(metadata.is_some(), from_kinesis);
        }
    }

    #[test]
    fn no_two_records_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let put = FirehoseEvent::new("copy").data("a").data("a");
        let kinesis = put.clone().kinesis_source("clicks");
        let of_kinesis = [
            "/invocationId",
            "/records/*/recordId",
            "/records/*/kinesisRecordMetadata/sequenceNumber",
            "/records/*/kinesisRecordMetadata/partitionKey",
        ];
        assert_given_out_once(&[(&put, &of_kinesis[..2]), (&kinesis, &of_kinesis)], seed, rounds);
    }
}
