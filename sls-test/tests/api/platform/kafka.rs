//! Kafka topics and the mappings that read them.
//!
//! (AWS Lambda developer guide, "Using Lambda with Amazon MSK" and "Configuring error handling
//! controls for Kafka event sources".)

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::Cloud;
use sls_test::cloud::{DeployedFunction, DeployedKafkaMapping, DeployedKafkaTopic};
use sls_test::event::KafkaRecord;
use sls_test::platform::{
    Call, Function, KafkaMapping, KafkaTopicSettings, Outcome, Script, StartingPosition,
};

struct Scene {
    cloud: Cloud,
    topic: DeployedKafkaTopic,
    function: DeployedFunction,
    mapping: DeployedKafkaMapping,
    start: SystemTime,
}

impl Scene {
    /// A topic `t` with two partitions, and a function that reads it.
    fn new(mapping: KafkaMapping, script: Script) -> Self {
        let cloud = Cloud::empty();
        let topic = cloud.create_kafka_topic(KafkaTopicSettings::new("t").partitions(2));
        let function = cloud.add_function(Function::new("f"), script);
        let mapping = cloud.map_kafka(&topic, &function, mapping);
        let start = cloud.now();
        Self { cloud, topic, function, mapping, start }
    }

    fn produce(&self, partition: u32, count: usize) {
        for _ in 0..count {
            self.topic.produce(KafkaRecord::new("a").partition(partition));
        }
    }

    /// When each delivery began, in milliseconds, its first record and how many it had.
    fn timetable(&self) -> Vec<(u128, String, usize)> {
        let entry = |one: &sls_test::platform::BatchDelivery| {
            let at = one.at.duration_since(self.start).unwrap_or_default().as_millis();
            (at, one.records[0].clone(), one.records.len())
        };
        self.mapping.deliveries().iter().map(entry).collect()
    }

    fn check(&self, expected: &[(u128, &str, usize)]) {
        let expected: Vec<_> =
            expected.iter().map(|(at, first, count)| (*at, (*first).to_owned(), *count)).collect();
        assert_eq!(self.timetable(), expected);
    }
}

fn from_start() -> KafkaMapping {
    KafkaMapping::new(StartingPosition::TrimHorizon)
}

fn fails() -> Outcome {
    Outcome::error("Boom", "no disk")
}

fn failures(items: &[Value]) -> Outcome {
    let items = items.iter().map(|item| json!({"itemIdentifier": item}));
    Outcome::json(&json!({"batchItemFailures": items.collect::<Vec<_>>()}))
}

#[tokio::test]
async fn each_partition_has_batches_of_its_own_after_half_a_second() {
    let scene = Scene::new(from_start(), Script::always(Outcome::ok()));
    scene.produce(0, 2);
    scene.produce(1, 1);
    scene.cloud.run_until_idle().await;
    scene.check(&[(500, "t-0:0", 2), (500, "t-1:0", 1)]);
    assert_eq!((scene.mapping.committed(0), scene.mapping.committed(1)), (2, 1));
    let event = scene.function.invocations()[0].json();
    assert_eq!(event["eventSource"], "aws:kafka");
    assert_eq!(event["records"]["t-0"][1]["offset"], 1);
    assert_eq!(event["records"]["t-0"][1]["timestamp"], 1_772_359_200_123_u64);
}

#[tokio::test]
async fn a_batch_is_handed_over_when_it_is_full() {
    let mapping = from_start().batch_size(3).maximum_batching_window(Duration::from_secs(2));
    let scene = Scene::new(mapping, Script::always(Outcome::ok()));
    scene.produce(0, 2);
    scene.cloud.advance(Duration::from_secs(1)).await;
    scene.produce(0, 2);
    scene.cloud.run_until_idle().await;
    scene.check(&[(1000, "t-0:0", 3), (3001, "t-0:3", 1)]);
}

#[tokio::test]
async fn an_event_does_not_exceed_the_payload_limit() {
    let scene = Scene::new(from_start(), Script::always(Outcome::ok()));
    let value = "x".repeat(3_000_000);
    for _ in 0..3 {
        scene.topic.produce(KafkaRecord::new(value.clone()));
    }
    scene.cloud.run_until_idle().await;
    let lengths: Vec<_> =
        scene.function.invocations().iter().map(|one| one.payload.len()).collect();
    assert_eq!(lengths.len(), 3);
    assert!(lengths.iter().all(|length| *length <= 6_291_556), "{lengths:?}");

    let scene = Scene::new(from_start(), Script::always(Outcome::ok()));
    for _ in 0..10 {
        scene.topic.produce(KafkaRecord::new("x".repeat(900_000)));
    }
    scene.cloud.run_until_idle().await;
    let counts: Vec<_> = scene.mapping.deliveries().iter().map(|one| one.records.len()).collect();
    assert_eq!(counts, [5, 5]);
}

#[tokio::test]
async fn a_mapping_begins_at_its_starting_position() {
    let cloud = Cloud::empty();
    let topic = cloud.create_kafka_topic(KafkaTopicSettings::new("t"));
    let start = cloud.now();
    for _ in 0..3 {
        topic.produce(KafkaRecord::new("a"));
        cloud.advance(Duration::from_secs(10)).await;
    }
    for (from, first) in [
        (StartingPosition::TrimHorizon, "t-0:0"),
        (StartingPosition::AtTimestamp(start + Duration::from_secs(5)), "t-0:1"),
        (StartingPosition::AtTimestamp(start + Duration::from_secs(10)), "t-0:1"),
        (StartingPosition::Latest, "t-0:3"),
    ] {
        let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
        let mapping = cloud.map_kafka(&topic, &function, KafkaMapping::new(from));
        let end = topic.produce(KafkaRecord::new("new"));
        cloud.run_until_idle().await;
        let records = mapping.deliveries()[0].records.clone();
        let first =
            if from == StartingPosition::Latest { format!("t-0:{end}") } else { first.to_owned() };
        assert_eq!(records[0], first, "{from:?}");
    }
}

#[tokio::test]
async fn a_failed_batch_comes_again_from_the_same_offset_and_blocks_its_partition_alone() {
    let script = Script::by(|call: &Call| match call.json()["records"]["t-0"][0]["offset"] {
        Value::Null => Outcome::ok(),
        _ if call.number > 4 => Outcome::ok(),
        _ => fails(),
    });
    let scene = Scene::new(from_start(), script);
    scene.produce(0, 2);
    scene.produce(1, 1);
    scene.cloud.advance(Duration::from_secs(1)).await;
    // It waits for the batch, and is not added to it.
    scene.produce(0, 1);
    scene.cloud.run_until_idle().await;
    scene.check(&[
        (500, "t-0:0", 2),
        (500, "t-1:0", 1),
        (1501, "t-0:0", 2),
        (3502, "t-0:0", 2),
        (7503, "t-0:0", 2),
        (8004, "t-0:2", 1),
    ]);
}

#[tokio::test]
async fn a_reported_record_comes_again_with_everything_after_it() {
    let items = [json!({"partition": "t-0", "offset": 2})];
    let other = json!({"partition": "t-0", "offset": 1});
    let script = Script::new([failures(&items), failures(&items)]);
    let mapping = from_start().report_batch_item_failures();
    let scene = Scene::new(mapping, script);
    scene.produce(0, 4);
    scene.cloud.run_until_idle().await;
    scene.check(&[(500, "t-0:0", 4), (1501, "t-0:2", 2), (3502, "t-0:2", 2)]);
    assert_eq!(scene.mapping.deliveries()[0].failed, ["t-0:2", "t-0:3"]);

    // The lowest of several.
    let script = Script::new([failures(&[json!({"partition": "t-0", "offset": 3}), other])]);
    let scene = Scene::new(from_start().report_batch_item_failures(), script);
    scene.produce(0, 4);
    scene.cloud.run_until_idle().await;
    scene.check(&[(500, "t-0:0", 4), (1501, "t-0:1", 3)]);
}

#[tokio::test]
async fn a_report_that_names_no_record_fails_the_whole_batch() {
    for item in [
        json!("t-0:1"),
        json!({"partition": "t-1", "offset": 1}),
        json!({"partition": "t-0", "offset": 9}),
        json!({"partition": "t-0", "offset": "1"}),
        json!(""),
        Value::Null,
    ] {
        let mapping = from_start().report_batch_item_failures();
        let scene = Scene::new(mapping, Script::new([failures(&[item])]));
        scene.produce(0, 2);
        scene.cloud.run_until_idle().await;
        scene.check(&[(500, "t-0:0", 2), (1501, "t-0:0", 2)]);
    }
}

#[tokio::test]
async fn without_reports_the_content_of_a_reply_is_ignored() {
    let item = json!({"partition": "t-0", "offset": 1});
    let scene = Scene::new(from_start(), Script::always(failures(&[item])));
    scene.produce(0, 2);
    scene.cloud.run_until_idle().await;
    scene.check(&[(500, "t-0:0", 2)]);
    assert_eq!(scene.mapping.committed(0), 2);
}

#[tokio::test]
async fn a_batch_is_given_up_after_its_retries_and_throttles_do_not_count() {
    let mapping = from_start().maximum_retry_attempts(2);
    let scene = Scene::new(mapping.clone(), Script::always(fails()));
    scene.produce(0, 1);
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.mapping.deliveries().len(), 3);
    assert_eq!(scene.mapping.committed(0), 1);

    let scene = Scene::new(mapping, Script::always(Outcome::ok()));
    let stopped = Function::new("f").reserved_concurrency(0);
    scene.cloud.add_function(stopped, Script::always(Outcome::ok()));
    scene.produce(0, 1);
    scene.cloud.advance(Duration::from_secs(100)).await;
    assert!(scene.mapping.deliveries().len() > 5);
    assert_eq!(scene.mapping.committed(0), 0);
    scene.cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.mapping.committed(0), 1);
}

#[tokio::test]
async fn a_disabled_mapping_goes_on_from_where_it_was() {
    let scene =
        Scene::new(KafkaMapping::new(StartingPosition::Latest), Script::always(Outcome::ok()));
    scene.mapping.disable();
    scene.produce(0, 2);
    scene.cloud.run_until_idle().await;
    assert!(scene.mapping.deliveries().is_empty());
    scene.mapping.enable();
    scene.cloud.run_until_idle().await;
    scene.check(&[(500, "t-0:0", 2)]);
}

#[tokio::test]
async fn settings_out_of_range_are_refused() {
    let scene = Scene::new(from_start(), Script::always(Outcome::ok()));
    for (mapping, accepted) in [
        (from_start().batch_size(0), false),
        (from_start().batch_size(10_000), true),
        (from_start().batch_size(10_001), false),
        (from_start().maximum_batching_window(Duration::from_secs(300)), true),
        (from_start().maximum_batching_window(Duration::from_secs(301)), false),
        (from_start().maximum_retry_attempts(10_001), false),
    ] {
        let result = scene.cloud.try_map_kafka(&scene.topic, &scene.function, mapping);
        assert_eq!(result.is_ok(), accepted, "{result:?}");
    }
}
