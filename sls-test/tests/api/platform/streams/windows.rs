//! Tumbling windows.

use std::time::Duration;

use serde_json::{Value, json};
use sls_test::event::KinesisRecord;
use sls_test::platform::{Call, Outcome, Script, StreamMapping};

use super::{SHARD, Setup};

/// Counts records in the state.
fn count() -> Script {
    Script::by(|call: &Call| {
        let event = call.json();
        let before = event["state"]["n"].as_u64().unwrap_or(0);
        let records = event["Records"].as_array().map_or(0, Vec::len) as u64;
        Outcome::json(&json!({"state": {"n": before + records}}))
    })
}

fn settings() -> StreamMapping {
    StreamMapping::new().tumbling_window(Duration::from_secs(120))
}

fn events(setup: &Setup) -> Vec<Value> {
    setup.function.invocations().iter().map(|one| one.json()).collect()
}

#[tokio::test]
async fn state_goes_from_batch_to_batch_and_to_the_final_invocation() {
    let setup = Setup::new(count(), settings());
    setup.put([1, 2]);
    setup.cloud.advance(Duration::from_secs(10)).await;
    setup.put([3]);
    setup.cloud.run_until_idle().await;

    let events = events(&setup);
    assert_eq!(events.len(), 3);
    let window = json!({"start": "2026-03-01T10:00:00Z", "end": "2026-03-01T10:02:00Z"});
    for event in &events {
        assert_eq!(event["window"], window);
        assert_eq!(event["shardId"], SHARD);
        assert_eq!(event["eventSourceARN"], setup.stream.arn());
        assert_eq!(event["isWindowTerminatedEarly"], false);
    }
    let states: Vec<_> = events.iter().map(|event| &event["state"]).collect();
    assert_eq!(states, [&json!({}), &json!({"n": 2}), &json!({"n": 3})]);
    let finals: Vec<_> = events.iter().map(|event| &event["isFinalInvokeForWindow"]).collect();
    assert_eq!(finals, [false, false, true]);
    assert_eq!(events[2]["Records"], json!([]));
    let last = &setup.mapping.deliveries()[2];
    assert!(last.at >= setup.cloud.now() - Duration::from_secs(2));
    assert_eq!(last.sequence_numbers, Vec::<String>::new());
}

#[tokio::test]
async fn records_of_the_next_window_come_after_the_final_invocation() {
    let setup = Setup::new(count(), settings());
    setup.put([1]);
    let later = setup.cloud.now() + Duration::from_secs(120);
    setup.stream.put(KinesisRecord::new("key", "").sequence_number("2").arrived_at(later));
    setup.cloud.run_until_idle().await;
    let seen: Vec<_> = events(&setup)
        .iter()
        .map(|event| (event["window"]["start"].clone(), event["state"].clone()))
        .collect();
    let (first, second) = (json!("2026-03-01T10:00:00Z"), json!("2026-03-01T10:02:00Z"));
    let expected = [
        (first.clone(), json!({})),
        (first, json!({"n": 1})),
        (second.clone(), json!({})),
        (second, json!({"n": 1})),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_batch_does_not_cross_the_end_of_a_window() {
    let setup = Setup::new(count(), settings().maximum_batching_window(Duration::from_secs(300)));
    let start = setup.cloud.now();
    for (number, seconds) in [("1", 100), ("2", 119), ("3", 121)] {
        let arrived = start + Duration::from_secs(seconds);
        let record = KinesisRecord::new("key", "").sequence_number(number);
        setup.stream.put(record.arrived_at(arrived));
    }
    setup.cloud.run_until_idle().await;
    assert_eq!(setup.delivered(), [vec!["1", "2"], vec![], vec!["3"], vec![]]);
}

#[tokio::test]
async fn a_reply_without_state_is_a_failure() {
    let settings = settings().maximum_retry_attempts(1);
    let script = Script::new([Outcome::json(&json!({})), Outcome::json(&json!({"state": {}}))])
        .otherwise(Outcome::json(&json!({"state": {}})));
    let setup = Setup::new(script, settings);
    setup.put([1]);
    assert_eq!(setup.run().await, [vec!["1"], vec!["1"], vec![]]);
    assert_eq!(setup.mapping.discarded(), []);
}

#[tokio::test]
async fn a_failed_final_invocation_suspends_the_shard() {
    let setup = Setup::new(
        Script::by(|call: &Call| {
            let is_final = call.json()["isFinalInvokeForWindow"] == true;
            match is_final && call.number < 20 {
                true => Outcome::Crash,
                false => Outcome::json(&json!({"state": {}})),
            }
        }),
        settings().maximum_retry_attempts(0),
    );
    let later = setup.cloud.now() + Duration::from_secs(120);
    setup.put([1]);
    setup.stream.put(KinesisRecord::new("key", "").sequence_number("2").arrived_at(later));
    let delivered = setup.run().await;
    assert_eq!(delivered[0], ["1"]);
    assert!(delivered[1..20].iter().all(Vec::is_empty));
    assert_eq!(delivered[20], ["2"]);
}

#[tokio::test]
async fn a_state_over_a_megabyte_ends_its_window_early() {
    for (bytes, early) in [(1024 * 1024 - 2, false), (1024 * 1024 - 1, true)] {
        let large = json!({"state": "x".repeat(bytes)});
        let script =
            Script::new([Outcome::json(&large)]).otherwise(Outcome::json(&json!({"state": {}})));
        let setup = Setup::new(script, settings());
        setup.put([1]);
        setup.cloud.run_until_idle().await;
        let events = events(&setup);
        assert_eq!(events[1]["isFinalInvokeForWindow"], true);
        assert_eq!(events[1]["isWindowTerminatedEarly"], early, "{bytes}");
    }
}

#[tokio::test]
async fn the_end_of_a_shard_closes_its_window_and_children_start_anew() {
    let setup = Setup::new(count(), settings());
    setup.put([1]);
    setup.cloud.advance(Duration::from_secs(1)).await;
    let children = setup.stream.split(SHARD);
    let placed = setup.stream.put(KinesisRecord::new("a", "").sequence_number("2"));
    assert_eq!(placed.shard_id, children[0]);
    setup.cloud.advance(Duration::from_secs(5)).await;
    let events = events(&setup);
    assert_eq!(events[1]["isFinalInvokeForWindow"], true);
    assert_eq!(events[1]["state"], json!({"n": 1}));
    assert_eq!(events[2]["shardId"], json!(children[0]));
    assert_eq!(events[2]["state"], json!({}));
}

#[test]
#[should_panic(expected = "a tumbling window needs a ParallelizationFactor of 1")]
fn windows_have_one_lane() {
    drop(Setup::new(count(), settings().parallelization_factor(2)));
}
