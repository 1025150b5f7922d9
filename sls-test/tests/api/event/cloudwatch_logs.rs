//! Golden shape: Amazon CloudWatch Logs user guide, "Log group-level subscription filters".

use std::collections::HashSet;
use std::io::Read as _;
use std::time::{Duration, SystemTime};

use aws_lambda_events::cloudwatch_logs::LogsEvent as Decoded;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{CloudWatchLogsEvent, KinesisEvent, LogEvent, Origin};

use super::form::assert_form;

/// The message inside.
fn message(event: &Value) -> Value {
    let data = STANDARD.decode(event["awslogs"]["data"].as_str().unwrap()).unwrap();
    decompressed(&data)
}

fn decompressed(gzip: &[u8]) -> Value {
    let mut text = String::new();
    GzDecoder::new(gzip).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_data_message_has_the_documented_shape() {
    let event = CloudWatchLogsEvent::new("/aws/lambda/f")
        .log("hello\n")
        .log_event(LogEvent::new("a=1").extracted_field("a", "1"))
        .build_in(&Origin::seeded(1));

    assert_eq!(event.as_object().unwrap().len(), 1);
    assert_eq!(event["awslogs"].as_object().unwrap().len(), 1);
    let message = message(&event);
    let stream = message["logStream"].as_str().unwrap();
    let environment = stream.strip_prefix("2026/03/01/[$LATEST]").unwrap();
    assert_form(&json!(environment), &json!("<hex 32>"));
    assert_form(
        &message,
        &json!({
            "messageType": "DATA_MESSAGE",
            "owner": "111122223333",
            "logGroup": "/aws/lambda/f",
            "logStream": stream,
            "subscriptionFilters": ["all"],
            "logEvents": [
                {"id": "<digits 56>", "timestamp": 1_772_359_200_123_i64, "message": "hello\n"},
                {
                    "id": "<digits 56>",
                    "timestamp": 1_772_359_200_123_i64,
                    "message": "a=1",
                    "extractedFields": {"a": "1"},
                },
            ],
        }),
    );
}

#[test]
fn a_control_message_tells_nothing_of_a_log_group() {
    let event = CloudWatchLogsEvent::control().log("never seen");
    assert_eq!(detect(&event.to_bytes()).unwrap(), Source::CloudWatchLogs);
    assert_eq!(
        message(&event.build()),
        json!({
            "messageType": "CONTROL_MESSAGE",
            "owner": "CloudwatchLogs",
            "logGroup": "",
            "logStream": "",
            "subscriptionFilters": [],
            "logEvents": [{
                "id": "",
                "timestamp": 1_772_359_200_123_i64,
                "message": "CWL CONTROL MESSAGE: Checking health of destination Lambda.",
            }],
        })
    );
}

#[test]
fn stream_filter_level_id_and_time_can_be_given() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1500);
    let event = CloudWatchLogsEvent::new("g")
        .stream("s")
        .subscription_filter("errors")
        .account_level()
        .log_event(LogEvent::new("text").id("7").written_at(at));
    let message = message(&event.build());
    assert_eq!(message["logStream"], "s");
    assert_eq!(message["subscriptionFilters"], json!(["errors"]));
    assert_eq!(message["policyLevel"], "ACCOUNT_LEVEL_POLICY");
    let expected = json!([{"id": "7", "timestamp": 1500, "message": "text"}]);
    assert_eq!(message["logEvents"], expected);
}

#[test]
fn the_message_inside_can_be_changed_as_well_as_the_event_around_it() {
    let event = CloudWatchLogsEvent::new("g")
        .with_message("/owner", "444455556666")
        .without_message("/subscriptionFilters")
        .with("/extra", true)
        .build();
    let message = message(&event);
    assert_eq!(message["owner"], "444455556666");
    assert_eq!(message.get("subscriptionFilters"), None);
    assert_eq!(event["extra"], true);

    let event = CloudWatchLogsEvent::new("g").with("/awslogs/data", "not gzip").build();
    assert_eq!(event["awslogs"]["data"], "not gzip");
}

#[test]
#[should_panic(expected = r#"the event has no place "/logEvents/7/id""#)]
fn a_place_that_the_message_does_not_have_is_named() {
    let _ = CloudWatchLogsEvent::new("g").with_message("/logEvents/7/id", "x").build();
}

#[test]
fn a_stream_carries_the_message_compressed_and_nothing_around_it() {
    let logs = CloudWatchLogsEvent::new("g").log("text");
    let event = KinesisEvent::new("logs").data("key", logs.compressed()).build();
    let data = event["Records"][0]["kinesis"]["data"].as_str().unwrap();
    let message = decompressed(&STANDARD.decode(data).unwrap());
    assert_eq!(message["logEvents"][0]["message"], "text");
}

#[test]
fn a_log_group_logs_hello_until_something_is_added() {
    let message = message(&CloudWatchLogsEvent::new("g").build());
    assert_eq!(message["logEvents"][0]["message"], "hello");
    assert_eq!(message["logEvents"].as_array().unwrap().len(), 1);
}

#[test]
fn account_and_time_reach_a_message() {
    let mut origin = Origin::seeded(1);
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let message = message(&CloudWatchLogsEvent::new("g").build_in(&origin));
    assert_eq!(message["owner"], "444455556666");
    assert!(message["logStream"].as_str().unwrap().starts_with("1970/01/01/[$LATEST]"));
    assert_eq!(message["logEvents"][0]["timestamp"], 1500);
}

proptest! {
    #[test]
    fn whatever_is_logged_comes_out_in_order(
        group in any::<String>(),
        texts in vec(any::<String>(), 1..20),
    ) {
        let events = texts.iter().map(LogEvent::new);
        let event = CloudWatchLogsEvent::new(&group).log_events(events).to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::CloudWatchLogs);

        let decoded: Decoded = serde_json::from_slice(&event).unwrap();
        let data = decoded.aws_logs.data;
        prop_assert_eq!(data.log_group, group);
        prop_assert_eq!(data.message_type, "DATA_MESSAGE");
        let read: Vec<String> = data.log_events.into_iter().map(|event| event.message).collect();
        prop_assert_eq!(read, texts);
    }

    #[test]
    fn no_two_log_events_share_an_id(batches in vec((0_usize..3, 1_usize..5), 1..12)) {
        let origins = [Origin::default(), Origin::default(), Origin::default()];
        let ids: Vec<String> = batches
            .into_iter()
            .flat_map(|(origin, size)| {
                let event = CloudWatchLogsEvent::new("g").log_events(vec![LogEvent::new("x"); size]);
                let message = message(&event.build_in(&origins[origin]));
                message["logEvents"].as_array().unwrap().clone()
            })
            .map(|event| event["id"].as_str().unwrap().to_owned())
            .collect();
        prop_assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    }
}
