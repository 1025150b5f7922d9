//! Records of Kafka topics: order, partial failures, several topics in one event.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::kafka::{Record, Topic};
use sls_core::extract::{FromInput, Input, Rejection};
use sls_core::reply::Outcomes;
use sls_core::{App, Batch, Bytes, Context, Error, Handler, Invocation, Json, Reply, State, Text};
use sls_test::Cloud;
use sls_test::event::{KafkaEvent, KafkaRecord};
use tower::{ServiceExt, service_fn};

use super::wait;
use crate::support::Notes;

const CLUSTER: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/web/f3a1c7d2-4";

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

/// An event with records of several topics: `topic`, partition, offset and value.
fn event(records: &[(&str, u32, u64, &str)]) -> String {
    let mut partitions: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (topic, partition, offset, value) in records {
        let value = base64_simd::STANDARD.encode_to_string(value);
        let record =
            json!({"topic": topic, "partition": partition, "offset": offset, "value": value});
        partitions.entry(format!("{topic}-{partition}")).or_default().push(record);
    }
    json!({"eventSource": "aws:kafka", "eventSourceArn": CLUSTER, "records": partitions})
        .to_string()
}

/// A handler that notes what it gets, takes its time, and fails on `x`.
async fn note(State(notes): State<Notes>, record: Record, Text(value): Text) -> Result<(), Error> {
    notes.add(format!("{}-{}:{} {value}", record.topic(), record.partition(), record.offset()));
    for _ in 0..record.offset() % 3 {
        tokio::task::yield_now().await;
    }
    if value == "x" { Err(Error::msg("no x")) } else { Ok(()) }
}

fn invocation(event: String) -> Invocation {
    Invocation::new(event, Context::builder("1").build())
}

async fn invoke(notes: &Notes, handlers: Vec<Handler>, event: String) -> Result<Value, String> {
    let app = App::new().state(notes.clone()).handlers(handlers);
    let reply = app.oneshot(invocation(event)).await;
    match reply {
        Ok(reply) => Ok(serde_json::from_slice(&reply.collect().await.bytes).unwrap()),
        Err(failure) => Err(failure.to_string()),
    }
}

fn item(partition: &str, offset: u64) -> Value {
    json!({"itemIdentifier": {"partition": partition, "offset": offset}})
}

#[tokio::test]
async fn a_handler_gets_the_records_of_its_topic_from_any_cluster() {
    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("note").on(Topic::new("clicks"), note)]).await;
    let records =
        || [KafkaRecord::new("a").offset(7), KafkaRecord::new("b").partition(2).offset(1)];
    for event in [
        KafkaEvent::new("clicks").records(records()),
        KafkaEvent::new("clicks").self_managed().records(records()),
        KafkaEvent::new("clicks")
            .self_managed()
            .records(records())
            .with("/eventSource", "SelfManagedKafka"),
    ] {
        let delivery = cloud.deliver(event).await;
        delivery.assert_ok();
        assert_eq!(delivery.reply_json(), json!({"batchItemFailures": []}));
        assert_eq!(notes.take(), ["clicks-0:7 a", "clicks-2:1 b"]);
    }
}

#[tokio::test]
async fn a_handler_of_one_cluster_gets_nothing_of_another() {
    let notes = Notes::default();
    let topic = Topic::new("clicks").cluster(CLUSTER);
    let cloud = cloud(&notes, [Handler::new("note").on(topic, note)]).await;
    cloud.deliver(KafkaEvent::new("clicks").cluster(CLUSTER)).await.assert_ok();
    for event in [
        KafkaEvent::new("clicks"),
        KafkaEvent::new("clicks").self_managed(),
        KafkaEvent::new("views").cluster(CLUSTER),
    ] {
        let delivery = cloud.deliver(event).await;
        assert_eq!(delivery.assert_failed().error_type(), "Sls.UnroutedEvent");
    }
    assert_eq!(notes.take().len(), 1);
}

#[tokio::test]
async fn a_failed_record_stops_its_partition_and_no_other() {
    let notes = Notes::default();
    let handlers = vec![Handler::new("note").on(Topic::new("t"), note)];
    let event = event(&[
        ("t", 0, 1, "a"),
        ("t", 0, 2, "x"),
        ("t", 0, 3, "b"),
        ("t", 1, 1, "c"),
        ("t", 1, 2, "d"),
    ]);
    let reply = invoke(&notes, handlers, event).await;
    assert_eq!(reply.unwrap(), json!({"batchItemFailures": [item("t-0", 2), item("t-0", 3)]}));
    assert_eq!(notes.take(), ["t-0:1 a", "t-0:2 x", "t-1:1 c", "t-1:2 d"]);
}

#[tokio::test]
async fn a_batch_that_fails_altogether_fails_the_invocation() {
    let notes = Notes::default();
    let handlers = vec![Handler::new("note").on(Topic::new("t"), note)];
    let event = event(&[("t", 0, 1, "x"), ("t", 0, 2, "b"), ("t", 1, 1, "x")]);
    assert_eq!(invoke(&notes, handlers, event).await.unwrap_err(), "Error: no x");
    assert_eq!(notes.take(), ["t-0:1 x", "t-1:1 x"]);
}

#[tokio::test]
async fn a_mapping_that_reads_no_reports_gets_everything_again() {
    let notes = Notes::default();
    let topic = Topic::new("t").report_batch_item_failures(false);
    let handlers = || vec![Handler::new("note").on(topic.clone(), note)];
    let failing = event(&[("t", 0, 1, "a"), ("t", 1, 1, "x")]);
    assert_eq!(invoke(&notes, handlers(), failing).await.unwrap_err(), "Error: no x");
    let good = event(&[("t", 0, 1, "a")]);
    assert_eq!(invoke(&notes, handlers(), good).await.unwrap(), json!({"batchItemFailures": []}));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_fails_alone() {
    async fn number(Json(_): Json<u32>) {}

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("number").on(Topic::new("t"), number)]).await;
    let event = KafkaEvent::new("t")
        .record(KafkaRecord::json(&1).partition(0))
        .record(KafkaRecord::new("one").partition(1))
        .record(KafkaRecord::json(&1).partition(2))
        .record(KafkaRecord::tombstone("k").partition(3))
        .with("/records/t-2/0/value", "?");
    assert_eq!(cloud.deliver(event).await.failed_positions(), [1, 2, 3]);
    let lone = |value: Value| KafkaEvent::new("t").with("/records/t-0/0/value", value);
    for (value, expected) in [
        (json!("?"), "body: not valid base64 (in an event from Apache Kafka)"),
        (json!("Im9uZSI="), "body: expected u32 (in an event from Apache Kafka)"),
        (json!(null), "event `value`: missing (in an event from Apache Kafka)"),
    ] {
        let delivery = cloud.deliver(lone(value)).await;
        assert_eq!(delivery.assert_failed().message(), expected);
    }
}

#[tokio::test]
async fn a_tombstone_is_an_optional_payload_that_is_not_there() {
    async fn show(
        State(notes): State<Notes>,
        record: Record,
        json: Option<Json<u32>>,
        text: Option<Text>,
        bytes: Option<Bytes>,
    ) {
        let key = String::from_utf8_lossy(record.key().unwrap()).into_owned();
        let texts = (json.map(|Json(number)| number), text.map(|Text(text)| text));
        notes.add(format!("{key} {} {texts:?} {}", record.is_tombstone(), bytes.is_some()));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("show").on(Topic::new("t"), show)]).await;
    let event = KafkaEvent::new("t")
        .record(KafkaRecord::tombstone("a"))
        .record(KafkaRecord::json(&7).key("b"));
    cloud.deliver(event).await.assert_ok();
    let event = KafkaEvent::new("t").record(KafkaRecord::tombstone("c"));
    cloud.deliver(event.with("/records/t-0/0/value", Value::Null)).await.assert_ok();
    let expected = [
        "a true (None, None) false",
        r#"b false (Some(7), Some("7")) true"#,
        "c true (None, None) false",
    ];
    assert_eq!(notes.take(), expected);
}

#[tokio::test]
async fn each_topic_of_an_event_goes_to_its_handler() {
    async fn other(State(notes): State<Notes>, Text(value): Text) -> Result<(), Error> {
        notes.add(format!("other {value}"));
        if value == "x" { Err(Error::msg("other's x")) } else { Ok(()) }
    }

    let notes = Notes::default();
    let handlers = || {
        vec![
            Handler::new("note").on(Topic::new("a"), note).on(Topic::new("b"), note),
            Handler::new("other").on(Topic::new("c"), other),
        ]
    };
    let mixed = event(&[("a", 0, 1, "x"), ("a", 0, 2, "1"), ("b", 0, 1, "2"), ("c", 0, 1, "3")]);
    let reply = invoke(&notes, handlers(), mixed).await.unwrap();
    assert_eq!(reply, json!({"batchItemFailures": [item("a-0", 1), item("a-0", 2)]}));
    assert_eq!(notes.take(), ["a-0:1 x", "b-0:1 2", "other 3"]);

    let failed = event(&[("a", 0, 1, "x"), ("c", 0, 1, "x")]);
    assert_eq!(invoke(&notes, handlers(), failed).await.unwrap_err(), "Error: no x");
    assert_eq!(notes.take(), ["a-0:1 x", "other x"]);
}

#[tokio::test]
async fn nothing_is_handled_while_a_record_has_no_handler() {
    let notes = Notes::default();
    let handlers = vec![Handler::new("note").on(Topic::new("a"), note)];
    let mixed = event(&[("a", 0, 1, "1"), ("b", 0, 1, "2")]);
    let failure = invoke(&notes, handlers, mixed).await.unwrap_err();
    assert!(failure.starts_with("Sls.UnroutedEvent"), "{failure}");
    assert!(notes.take().is_empty());
}

#[tokio::test]
async fn a_layer_around_one_handler_leaves_the_others_their_records() {
    let notes = Notes::default();
    let handlers = || {
        let layer = tower::layer::layer_fn(|inner| {
            service_fn(move |invocation| {
                let inner: sls_core::EventService = Clone::clone(&inner);
                async move { inner.oneshot(invocation).await }
            })
        });
        vec![
            Handler::new("a").on(Topic::new("a"), note).layer(layer),
            Handler::new("b").on(Topic::new("b"), note),
        ]
    };
    let mixed = event(&[("a", 0, 1, "1"), ("a", 1, 1, "x"), ("b", 0, 1, "2"), ("b", 1, 1, "x")]);
    let reply = invoke(&notes, handlers(), mixed).await.unwrap();
    assert_eq!(reply, json!({"batchItemFailures": [item("a-1", 1), item("b-1", 1)]}));
    assert_eq!(notes.take(), ["a-0:1 1", "a-1:1 x", "b-0:1 2", "b-1:1 x"]);

    let silent = || {
        let layer = tower::layer::layer_fn(|_| {
            service_fn(|_: Invocation| async { Ok::<_, sls_core::Failure>(Reply::json("7")) })
        });
        vec![
            Handler::new("a").on(Topic::new("a"), note).layer(layer),
            Handler::new("b").on(Topic::new("b"), note),
        ]
    };
    let mixed = event(&[("a", 0, 1, "1"), ("b", 0, 1, "2")]);
    let failure = invoke(&notes, silent(), mixed).await.unwrap_err();
    assert!(failure.starts_with("Sls.ReplyEncode: a layer around a Kafka handler"), "{failure}");
}

#[tokio::test]
async fn a_handler_of_whole_batches_names_records_by_partition_and_offset() {
    async fn store(State(notes): State<Notes>, batch: Batch<Json<u32>>) -> Outcomes {
        let mut outcomes = Outcomes::new();
        for item in &batch {
            notes.add(format!("{} {}", item.id(), item.0));
            if item.0 == 0 {
                outcomes.fail(item.id(), Error::msg("zero"));
            }
        }
        outcomes
    }

    let notes = Notes::default();
    let handlers = || vec![Handler::new("store").on(Topic::new("a-b"), store)];
    let batch = event(&[
        ("a-b", 0, 1, "5"),
        ("a-b", 1, 9, "0"),
        ("a-b", 1, 10, "6"),
        ("a-b", 2, 3, "no"),
        ("a-b", 2, 4, "7"),
    ]);
    let reply = invoke(&notes, handlers(), batch).await.unwrap();
    let failed = [("a-b-1", 9), ("a-b-1", 10), ("a-b-2", 3), ("a-b-2", 4)];
    let failed = failed.map(|(partition, offset)| item(partition, offset));
    assert_eq!(reply, json!({"batchItemFailures": failed}));
    assert_eq!(notes.take(), ["a-b-0:1 5", "a-b-1:9 0", "a-b-1:10 6", "a-b-2:4 7"]);
}

#[tokio::test]
async fn a_record_has_a_name_of_its_own_that_stays() {
    struct Name(Option<String>);

    impl FromInput for Name {
        fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
            Ok(Self(input.identity().map(|name| name.into_owned())))
        }
    }

    async fn name(State(notes): State<Notes>, Name(name): Name) {
        notes.add(name.unwrap_or_default());
    }

    let notes = Notes::default();
    let handlers = || vec![Handler::new("name").on(Topic::new("t"), name)];
    let batch = event(&[("t", 0, 1, "a"), ("t", 10, 1, "a"), ("t", 0, 2, "a")]);
    invoke(&notes, handlers(), batch).await.unwrap();
    invoke(&notes, handlers(), event(&[("t", 0, 2, "a")])).await.unwrap();
    let expected = ["t-0:1", "t-0:2", "t-10:1", "t-0:2"].map(|name| format!("{CLUSTER}/{name}"));
    assert_eq!(notes.take(), expected);
}

#[test]
fn topics_that_two_handlers_claim_refuse_to_start() {
    let app = App::new()
        .state(Notes::default())
        .handler(Handler::new("one").on(Topic::new("t"), note))
        .handler(Handler::new("two").on(Topic::new("t").cluster(CLUSTER), note));
    assert_eq!(app.into_service().unwrap_err().problems().len(), 1);
    let app = App::new()
        .state(Notes::default())
        .handler(Handler::new("one").on(Topic::new("t").concurrency(0), note));
    let error = app.into_service().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert!(problem.ends_with("`concurrency` has to be from 1 to 1000, and is 0"), "{problem}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each record has a topic, a partition and whether it fails; topics have their own handlers.
    #[test]
    fn every_record_is_handled_or_reported_and_none_behind_a_failure_is_confirmed(
        records in prop::collection::vec((0..2_usize, 0..3_u32, prop::bool::weighted(0.2)), 1..30),
        concurrency in 1..4_u32,
        reports: bool,
    ) {
        let topics = ["a", "b"];
        let notes = Notes::default();
        let handlers = topics.map(|topic| {
            let spec =
                Topic::new(topic).concurrency(concurrency).report_batch_item_failures(reports);
            Handler::new(topic).on(spec, note)
        });
        let batch: Vec<_> = (0..)
            .zip(&records)
            .map(|(offset, &(topic, partition, fails))| {
                (topics[topic], partition, offset, if fails { "x" } else { "a" })
            })
            .collect();
        let reply = wait(invoke(&notes, handlers.into(), event(&batch)));

        let mut handled: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for note in notes.take() {
            let (record, _) = note.split_once(' ').unwrap();
            let (partition, offset) = record.split_once(':').unwrap();
            handled.entry(partition.to_owned()).or_default().push(offset.parse().unwrap());
        }
        let mut expected = BTreeSet::new();
        let mut blocked = BTreeSet::new();
        for (topic, partition, offset, value) in &batch {
            let partition = format!("{topic}-{partition}");
            if *value == "x" {
                blocked.insert(partition.clone());
            }
            if blocked.contains(&partition) {
                expected.insert((partition, *offset));
            }
        }
        for offsets in handled.values() {
            prop_assert!(offsets.is_sorted());
        }
        match reply {
            Ok(reply) => {
                prop_assert!(expected.len() < batch.len());
                prop_assert!(reports || expected.is_empty());
                let items = reply["batchItemFailures"].as_array().unwrap();
                let reported: BTreeSet<_> = items
                    .iter()
                    .map(|item| &item["itemIdentifier"])
                    .map(|id| {
                        let partition = id["partition"].as_str().unwrap().to_owned();
                        (partition, id["offset"].as_u64().unwrap())
                    })
                    .collect();
                prop_assert_eq!(items.len(), reported.len());
                prop_assert_eq!(&reported, &expected);
                for (topic, partition, offset, value) in batch {
                    let partition = format!("{topic}-{partition}");
                    let is_handled =
                        handled.get(&partition).is_some_and(|done| done.contains(&offset));
                    let is_reported = reported.contains(&(partition, offset));
                    prop_assert!(is_handled && value != "x" || is_reported);
                }
            }
            Err(failure) => {
                prop_assert_eq!(failure, "Error: no x");
                prop_assert!(expected.len() == batch.len() || !reports && !expected.is_empty());
            }
        }
    }
}
