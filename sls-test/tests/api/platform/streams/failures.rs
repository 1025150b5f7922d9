//! Batches that fail: how often they are tried, and what becomes of them.

use std::time::Duration;

use serde_json::{Value, json};
use sls_test::event::KinesisRecord;
use sls_test::platform::{Call, DiscardReason, Outcome, Script, StreamMapping};

use super::{SHARD, Setup, contains, poisoned_by};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:lost";

fn broken() -> Script {
    Script::always(Outcome::error("Broken", "always"))
}

fn record(setup: &Setup, position: usize) -> Value {
    let discarded = setup.mapping.discarded();
    let record = discarded[position].record.as_deref().expect("a record for the destination");
    serde_json::from_str(record).expect("JSON")
}

#[tokio::test]
async fn one_retry_is_two_invocations_and_tells_the_destination() {
    let settings = StreamMapping::new().batch_size(1).maximum_retry_attempts(1).on_failure(QUEUE);
    let setup = Setup::new(broken(), settings);
    setup.put([1]);
    assert_eq!(setup.run().await, [["1"], ["1"]]);
    assert_eq!(setup.checkpoint().as_deref(), Some("1"));

    let deliveries = setup.mapping.deliveries();
    assert_ne!(deliveries[0].request_id, deliveries[1].request_id);
    let discarded = setup.mapping.discarded();
    assert_eq!(discarded[0].reason, DiscardReason::RetryAttemptsExhausted);
    let arrived = "2026-03-01T10:00:00.123Z";
    let expected = [
        r#"{"requestContext":{"requestId":"REQUEST","#,
        r#""functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:reader","#,
        r#""condition":"RetryAttemptsExhausted","approximateInvokeCount":2},"#,
        r#""responseContext":{"statusCode":200,"executedVersion":"$LATEST","#,
        r#""functionError":"Unhandled"},"version":"1.0","timestamp":"2026-03-01T10:00:01.125Z","#,
        r#""KinesisBatchInfo":{"shardId":"shardId-000000000000","startSequenceNumber":"1","#,
        r#""endSequenceNumber":"1","approximateArrivalOfFirstRecord":"ARRIVED","#,
        r#""approximateArrivalOfLastRecord":"ARRIVED","batchSize":1,"#,
        r#""streamArn":"arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"}}"#,
    ];
    let expected = expected.concat().replace("ARRIVED", arrived);
    let expected = expected.replace("REQUEST", &deliveries[1].request_id);
    assert_eq!(discarded[0].record.as_deref(), Some(&*expected));
}

#[tokio::test]
async fn a_poison_record_is_delivered_once_with_others_and_then_as_often_as_a_batch_of_one() {
    let settings = StreamMapping::new()
        .batch_size(3)
        .maximum_retry_attempts(3)
        .report_batch_item_failures()
        .on_failure(QUEUE);
    let script = Script::by(|call: &Call| match contains(call, "6") {
        true => Outcome::batch_item_failures(["6"]),
        false => Outcome::ok(),
    });
    let setup = Setup::new(script, settings);
    setup.put(1..=6);
    let with_poison: Vec<_> =
        setup.run().await.into_iter().filter(|numbers| numbers.contains(&"6".to_owned())).collect();
    assert_eq!(with_poison, [vec!["4", "5", "6"], vec!["6"], vec!["6"], vec!["6"], vec!["6"]]);

    let record = record(&setup, 0);
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 4);
    assert_eq!(record["responseContext"]["functionError"], Value::Null);
    assert_eq!(record["KinesisBatchInfo"]["startSequenceNumber"], "6");
    assert_eq!(record["KinesisBatchInfo"]["endSequenceNumber"], "6");
    assert_eq!(setup.checkpoint().as_deref(), Some("6"));
}

#[tokio::test]
async fn eight_attempts_fit_into_the_age_of_a_minute() {
    let settings = StreamMapping::new()
        .batch_size(1)
        .maximum_record_age(Duration::from_secs(60))
        .on_failure(QUEUE);
    let setup = Setup::new(broken(), settings);
    setup.put([1]);
    setup.run().await;
    assert_eq!(setup.mapping.deliveries().len(), 8);
    let record = record(&setup, 0);
    assert_eq!(record["requestContext"]["condition"], "RecordAgeExceeded");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 8);
    assert_eq!(record.get("responseContext"), None);
}

#[tokio::test]
async fn records_too_old_before_their_first_delivery_are_never_delivered() {
    let settings =
        StreamMapping::new().maximum_record_age(Duration::from_secs(60)).on_failure(QUEUE);
    let setup = Setup::new(Script::always(Outcome::ok()), settings);
    let old = setup.cloud.now() - Duration::from_secs(61);
    setup.stream.put(KinesisRecord::new("key", "").sequence_number("1").arrived_at(old));
    setup.put([2, 3]);
    assert_eq!(setup.run().await, [["2", "3"]]);

    let record = record(&setup, 0);
    assert_eq!(record["requestContext"]["condition"], "RecordAgeExceeded");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 1);
    assert_eq!(record.get("responseContext"), None);
    assert_eq!(record["KinesisBatchInfo"]["startSequenceNumber"], "1");
    assert_eq!(record["KinesisBatchInfo"]["endSequenceNumber"], "1");
    assert_eq!(record["KinesisBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn waits_double_up_to_the_longest() {
    let settings = StreamMapping::new().maximum_retry_attempts(6);
    let setup = Setup::new(broken(), settings);
    let start = setup.cloud.now();
    setup.put([1]);
    setup.run().await;
    assert_eq!(setup.seconds_since(start), [0, 1, 3, 7, 15, 28, 41]);
}

#[tokio::test]
async fn a_failing_batch_blocks_its_shard() {
    let setup = Setup::new(poisoned_by(1), StreamMapping::new().batch_size(1));
    setup.put([1, 2]);
    setup.cloud.advance(Duration::from_secs(3600)).await;
    assert!(setup.delivered().iter().all(|numbers| numbers == &["1"]));
    assert_eq!(setup.checkpoint(), None);
    assert_eq!(setup.mapping.last_processing_result(), "PROBLEM: Function call failed");
}

#[tokio::test]
async fn without_limits_a_batch_is_tried_until_the_stream_no_longer_keeps_it() {
    let setup = Setup::new(poisoned_by(1), StreamMapping::new().on_failure(QUEUE));
    setup.put([1]);
    setup.cloud.run_until_idle().await;
    let discarded = setup.mapping.discarded();
    assert_eq!((discarded[0].reason, &discarded[0].record), (DiscardReason::Expired, &None));
    assert!(setup.mapping.deliveries().len() > 6_000);
    assert_eq!(setup.checkpoint().as_deref(), Some("1"));
}

#[tokio::test]
async fn bisecting_finds_the_poison_without_using_up_attempts() {
    let settings = StreamMapping::new()
        .bisect_batch_on_function_error()
        .maximum_retry_attempts(1)
        .on_failure(QUEUE);
    let setup = Setup::new(poisoned_by(3), settings);
    setup.put(1..=4);
    assert_eq!(
        setup.run().await,
        [vec!["1", "2", "3", "4"], vec!["1", "2"], vec!["3", "4"], vec!["3"], vec!["3"], vec!["4"]]
    );
    let record = record(&setup, 0);
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(record["KinesisBatchInfo"]["startSequenceNumber"], "3");
    assert_eq!(record["KinesisBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn bisecting_with_partial_reports_splits_at_the_report() {
    let settings = StreamMapping::new()
        .bisect_batch_on_function_error()
        .report_batch_item_failures()
        .maximum_retry_attempts(0);
    let script = Script::new([Outcome::batch_item_failures(["3"])]);
    let setup = Setup::new(script, settings);
    setup.put(1..=4);
    assert_eq!(setup.run().await, [vec!["1", "2", "3", "4"], vec!["3", "4"]]);
}

#[tokio::test]
async fn the_lowest_of_several_reported_records_is_the_checkpoint() {
    let script = Script::new([Outcome::batch_item_failures(["10", "9"])]);
    let setup = Setup::new(script, StreamMapping::new().report_batch_item_failures());
    setup.put(8..=11);
    setup.cloud.advance(Duration::from_millis(500)).await;
    assert_eq!(setup.checkpoint().as_deref(), Some("8"));
    assert_eq!(setup.run().await[1], ["9", "10", "11"]);
}

#[tokio::test]
async fn attempts_start_anew_when_the_checkpoint_moves() {
    let settings = StreamMapping::new()
        .report_batch_item_failures()
        .maximum_retry_attempts(1)
        .on_failure(QUEUE);
    let script = Script::new(["1", "2", "2", "3"].map(|one| Outcome::batch_item_failures([one])));
    let setup = Setup::new(script, settings);
    setup.put(1..=3);
    let batches =
        [vec!["1", "2", "3"], vec!["1", "2", "3"], vec!["2", "3"], vec!["2", "3"], vec!["3"]];
    assert_eq!(setup.run().await, batches);
    assert_eq!(setup.mapping.discarded(), []);
}

#[tokio::test]
async fn replies_that_report_nothing_are_successes() {
    for reply in [
        r#""""#,
        "null",
        "{}",
        "[]",
        r#"{"batchItemFailures":[]}"#,
        r#"{"batchItemFailures":null}"#,
    ] {
        let settings = StreamMapping::new().report_batch_item_failures().maximum_retry_attempts(0);
        let setup = Setup::new(Script::always(Outcome::raw(reply)), settings);
        setup.put([1, 2]);
        setup.run().await;
        assert_eq!(setup.mapping.discarded(), [], "{reply}");
    }
}

#[tokio::test]
async fn replies_that_cannot_be_read_fail_the_whole_batch() {
    for reply in [
        r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
        r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
        r#"{"batchItemFailures":[{"foo":"2"}]}"#,
        r#"{"batchItemFailures":[{"itemIdentifier":"3"}]}"#,
        r#"{"batchItemFailures":"2"}"#,
        "no JSON",
        "",
    ] {
        let settings = StreamMapping::new().report_batch_item_failures().maximum_retry_attempts(0);
        let setup = Setup::new(Script::always(Outcome::raw(reply)), settings.on_failure(QUEUE));
        setup.put([1, 2]);
        setup.run().await;
        assert_eq!(setup.mapping.discarded()[0].sequence_numbers, ["1", "2"], "{reply}");
        assert_eq!(record(&setup, 0)["responseContext"]["functionError"], Value::Null);
    }
}

#[tokio::test]
async fn without_reports_the_reply_is_not_read() {
    let reply = r#"{"batchItemFailures":[{"itemIdentifier":"1"}]}"#;
    for reply in [reply, "no JSON"] {
        let setup = Setup::new(Script::always(Outcome::raw(reply)), StreamMapping::new());
        setup.put([1, 2]);
        assert_eq!(setup.run().await, [["1", "2"]]);
    }
}

#[tokio::test]
async fn timeouts_and_crashes_are_failures_of_the_function() {
    for outcome in [Outcome::Timeout, Outcome::Crash, Outcome::InitError("{}".into())] {
        let settings = StreamMapping::new().maximum_retry_attempts(0).on_failure(QUEUE);
        let setup = Setup::new(Script::always(outcome), settings);
        setup.put([1]);
        setup.run().await;
        assert_eq!(record(&setup, 0)["responseContext"]["functionError"], "Unhandled");
    }
}

#[tokio::test]
async fn throttles_do_not_count_as_attempts() {
    let script = Script::new([Outcome::Throttled, Outcome::Throttled, Outcome::ServiceError])
        .otherwise(Outcome::Crash);
    let settings = StreamMapping::new().maximum_retry_attempts(1).on_failure(QUEUE);
    let setup = Setup::new(script, settings);
    let start = setup.cloud.now();
    setup.put([1]);
    setup.run().await;
    assert_eq!(setup.seconds_since(start), [7, 15]);
    assert_eq!(record(&setup, 0)["requestContext"]["approximateInvokeCount"], 2);
}

#[tokio::test]
async fn a_bucket_gets_the_event_too() {
    let bucket = "arn:aws:s3:::lost";
    let settings = StreamMapping::new().maximum_retry_attempts(0).on_failure(bucket);
    let setup = Setup::new(broken(), settings);
    setup.put([1, 2]);
    setup.run().await;
    let event = setup.function.invocations()[0].json();
    let payload: Value =
        serde_json::from_str(record(&setup, 0)["payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload, event);
    assert_eq!(record(&setup, 0)["KinesisBatchInfo"]["batchSize"], json!(2));
}

#[tokio::test]
async fn a_disabled_mapping_keeps_its_checkpoint() {
    let setup = Setup::new(Script::always(Outcome::ok()), StreamMapping::new());
    setup.put([1]);
    setup.run().await;
    setup.mapping.disable();
    setup.put([2]);
    assert_eq!(setup.run().await, [["1"]]);
    assert_eq!(setup.mapping.checkpoint(SHARD).as_deref(), Some("1"));
    setup.mapping.enable();
    assert_eq!(setup.run().await, [["1"], ["2"]]);
}

#[tokio::test]
async fn attempts_begin_anew_when_a_mapping_is_enabled_again() {
    let settings = StreamMapping::new().maximum_retry_attempts(1);
    let setup = Setup::new(broken(), settings);
    setup.put([1]);
    setup.cloud.advance(Duration::from_millis(500)).await;
    setup.mapping.disable();
    setup.cloud.advance(Duration::from_secs(60)).await;
    assert_eq!(setup.mapping.state(), "Disabled");
    setup.mapping.enable();
    assert_eq!(setup.run().await.len(), 3);
}
