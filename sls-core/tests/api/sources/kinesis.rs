//! Records of Kinesis streams: keys at the same time, windows, what producers packed together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sls_core::event::kinesis::{Record, Stream, Window};
use sls_core::extract::{FromInput, Input, Rejection};
use sls_core::reply::Outcomes;
use sls_core::{App, Batch, Error, Handler, Json, State, Text};
use sls_test::Cloud;
use sls_test::event::{KinesisEvent, KinesisRecord, TumblingWindow};

use crate::support::Notes;

const MINUTES: std::time::Duration = std::time::Duration::from_secs(120);

async fn cloud(notes: &Notes, handler: Handler) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handler(handler)).await
}

/// Notes when a record begins and when it has ended; `!` fails.
async fn walk(State(notes): State<Notes>, Text(data): Text, record: Record) -> Result<(), Error> {
    notes.add(format!("{} begins", record.partition_key()));
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    notes.add(format!("{} ends", record.partition_key()));
    if data == "!" { Err(Error::msg("no")) } else { Ok(()) }
}

#[tokio::test]
async fn keys_are_handled_at_the_same_time_and_each_in_its_order() {
    let records = || {
        ["a-", "b!", "a-", "b-", "a-"].map(|text| {
            let (key, data) = text.split_at(1);
            KinesisRecord::new(key, data.to_owned())
        })
    };
    let by_key = |concurrency| Stream::new("walks").order("partition_key").concurrency(concurrency);
    for (stream, failed, beginning) in [
        (Stream::new("walks"), vec![1, 2, 3, 4], ["a begins", "a ends"]),
        (by_key(1), vec![1, 3], ["a begins", "a ends"]),
        (by_key(2), vec![1, 3], ["a begins", "b begins"]),
    ] {
        let notes = Notes::default();
        let cloud = cloud(&notes, Handler::new("walk").on(stream, walk)).await;
        let delivery = cloud.kinesis("walks").put_records(records()).await;
        assert_eq!(delivery.failed_positions(), failed);
        assert_eq!(notes.take()[..2], beginning);
    }
}

#[tokio::test]
async fn a_setting_that_cannot_be_kept_keeps_the_app_from_starting() {
    for (stream, expected) in [
        (Stream::new("walks").concurrency(2), "`concurrency` has to be 1 unless"),
        (Stream::new("walks").order("key"), "`order` has to be `shard` or `partition_key`"),
    ] {
        let app = App::new().state(Notes::default()).handler(Handler::new("walk").on(stream, walk));
        let problems = app.into_service().unwrap_err().problems().join("\n");
        assert!(problems.contains(expected), "{problems}");
    }
}

#[tokio::test]
async fn a_record_has_a_name_of_its_own_wherever_it_is_delivered_again() {
    struct Identity(Option<String>);

    impl FromInput for Identity {
        fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
            Ok(Self(input.identity().map(Into::into)))
        }
    }

    async fn show(State(notes): State<Notes>, Identity(identity): Identity) {
        notes.add(identity.unwrap_or_default());
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, Handler::new("show").on(Stream::new("walks"), show)).await;
    let record = |data: Vec<u8>| KinesisRecord::new("a", data).sequence_number("4958");
    let packed = packed(&[("a", "1"), ("b", "2")]);
    cloud.kinesis("walks").put_records([record(b"1".to_vec())]).await.assert_ok();
    cloud.kinesis("walks").put_records([record(packed)]).await.assert_ok();
    let names = notes.take();
    assert!(names[0].starts_with("shardId-") && names[0].ends_with(":4958"), "{names:?}");
    assert_eq!(names[1..], [format!("{}:0", names[0]), format!("{}:1", names[0])]);
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sales {
    cents: u64,
}

fn window(state: &Value) -> TumblingWindow {
    TumblingWindow::new(MINUTES).state(state)
}

#[tokio::test]
async fn the_state_of_a_window_goes_from_one_batch_to_the_next() {
    async fn add(
        State(notes): State<Notes>,
        mut window: Window<Sales>,
        prices: Batch<Json<u64>>,
    ) -> Result<Window<Sales>, Error> {
        window.state.cents += prices.iter().map(|price| price.0).sum::<u64>();
        if window.is_final() {
            let early = window.is_terminated_early();
            notes.add(format!("{} {} {early}", window.start(), window.state.cents));
        }
        Ok(window)
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, Handler::new("add").on(Stream::new("sales"), add)).await;
    let mut state = json!({});
    for prices in [[1, 2], [3, 4]] {
        let records = prices.map(|price| KinesisRecord::json("k", &price));
        let event = KinesisEvent::new("sales").window(window(&state)).records(records);
        let delivery = cloud.deliver(event).await;
        delivery.assert_ok();
        state = delivery.reply_json()["state"].clone();
    }
    assert_eq!(state, json!({"cents": 10}));

    // Lambda ends a window without records, and wants a state even then.
    let event = KinesisEvent::new("sales").window(window(&state).final_invoke());
    let delivery = cloud.deliver(event.with("/Records", json!([]))).await;
    delivery.assert_ok();
    assert_eq!(delivery.reply_json(), json!({"state": {"cents": 10}, "batchItemFailures": []}));
    assert_eq!(notes.take(), ["2026-03-01T10:00:00Z 10 false"]);
}

#[tokio::test]
async fn records_may_fail_beside_the_state_of_their_window() {
    async fn add(mut window: Window<Sales>, prices: Batch<Json<u64>>) -> Result<Outcomes, Error> {
        let mut outcomes = Outcomes::new();
        for price in &prices {
            match price.0 {
                0 => outcomes.fail(price.id(), Error::msg("for nothing")),
                cents => window.state.cents += cents,
            }
        }
        outcomes.with_state(&window.state)
    }

    let handler = Handler::new("add").on(Stream::new("sales"), add);
    let cloud = cloud(&Notes::default(), handler).await;
    let records = [3, 0, 4].map(|price| KinesisRecord::json("k", &price));
    let event = KinesisEvent::new("sales").window(window(&json!({"cents": 1}))).records(records);
    let delivery = cloud.deliver(event).await;
    assert_eq!(delivery.failed_positions(), [1]);
    assert_eq!(delivery.reply_json()["state"], json!({"cents": 8}));
}

#[tokio::test]
async fn a_handler_of_single_records_sees_the_state_and_hands_it_on_unchanged() {
    async fn show(State(notes): State<Notes>, Json(_): Json<u64>, window: Window<Sales>) {
        notes.add(window.state.cents.to_string());
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, Handler::new("show").on(Stream::new("sales"), show)).await;
    for (state, cents, expected) in [
        (json!({}), "0", json!({})),
        (json!({"cents": 7, "more": [1]}), "7", json!({"cents": 7, "more": [1]})),
    ] {
        let records = [1, 2].map(|price| KinesisRecord::json("k", &price));
        let event = KinesisEvent::new("sales").window(window(&state)).records(records);
        let delivery = cloud.deliver(event).await;
        delivery.assert_ok();
        assert_eq!(delivery.reply_json()["state"], expected);
        assert_eq!(notes.take(), [cents, cents]);
    }
    let empty = KinesisEvent::new("sales").window(window(&json!({"cents": 7})).final_invoke());
    let delivery = cloud.deliver(empty.with("/Records", json!([]))).await;
    delivery.assert_ok();
    assert_eq!(delivery.reply_json()["state"], json!({"cents": 7}));
    assert!(notes.take().is_empty());
}

#[tokio::test]
async fn a_state_that_would_be_lost_fails_its_record() {
    async fn count(mut window: Window<Sales>, Json(price): Json<u64>) -> Window<Sales> {
        window.state.cents += price;
        window
    }

    let handler = Handler::new("count").on(Stream::new("sales"), count);
    let cloud = cloud(&Notes::default(), handler).await;
    let event = KinesisEvent::new("sales").window(window(&json!({}))).data_json("k", &1);
    let delivery = cloud.deliver(event).await;
    assert_eq!(delivery.assert_failed().error_type(), "Sls.UnusedState");
}

#[tokio::test]
async fn a_state_of_another_shape_fails_the_batch_and_says_where() {
    async fn add(window: Window<Sales>, _: Batch<Json<u64>>) -> Window<Sales> {
        window
    }

    let handler = Handler::new("add").on(Stream::new("sales"), add);
    let cloud = cloud(&Notes::default(), handler).await;
    let event = KinesisEvent::new("sales").data_json("k", &1);
    let delivery = cloud.deliver(event.clone().window(window(&json!({"cents": "secret"})))).await;
    let failure = delivery.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    assert!(failure.message().contains("event `state.cents`: expected u64"), "{failure}");
    let delivery = cloud.deliver(event).await;
    assert!(delivery.assert_failed().message().contains("event `window`: missing"));
}

#[tokio::test]
async fn a_state_over_the_limit_is_handed_on_so_that_lambda_ends_the_window() {
    async fn collect(mut window: Window<Vec<String>>, lines: Batch<Text>) -> Window<Vec<String>> {
        window.state.extend(lines.into_iter().map(|line| line.into_value().0));
        window
    }

    let handler = Handler::new("collect").on(Stream::new("lines"), collect);
    let cloud = cloud(&Notes::default(), handler).await;
    let line = KinesisRecord::new("k", vec![b'x'; 1_100_000]);
    let event = KinesisEvent::new("lines").window(window(&json!([]))).record(line);
    let delivery = cloud.deliver(event).await;
    delivery.assert_ok();
    assert!(delivery.reply_json()["state"][0].as_str().is_some_and(|line| line.len() == 1_100_000));
}

#[tokio::test]
async fn a_state_that_is_nothing_is_still_there() {
    async fn count(_: Window<Option<u32>>, _: Batch<Text>) -> Result<Outcomes, Error> {
        Outcomes::new().with_state(&None::<u32>)
    }

    let handler = Handler::new("count").on(Stream::new("lines"), count);
    let cloud = cloud(&Notes::default(), handler).await;
    let event = KinesisEvent::new("lines").window(window(&json!({}))).data("k", "x");
    let delivery = cloud.deliver(event).await;
    delivery.assert_ok();
    assert_eq!(delivery.reply_json()["state"], json!({}));
}

/// Records as the Kinesis Producer Library packs them: partition keys and data of under 128 bytes
/// (amazon-kinesis-producer, "KPL Aggregated Record Format").
fn packed(records: &[(&str, &str)]) -> Vec<u8> {
    let field = |number: u8, bytes: &[u8]| {
        let length = u8::try_from(bytes.len()).unwrap();
        assert!(length < 128);
        [&[number << 3 | 2, length], bytes].concat()
    };
    let mut message = Vec::new();
    for (key, _) in records {
        message.extend(field(1, key.as_bytes()));
    }
    for (index, (_, data)) in (0..).zip(records) {
        message.extend(field(3, &[&[1 << 3, index], &*field(3, data.as_bytes())].concat()));
    }
    let digest = md5::compute(&message);
    [&[0xf3, 0x89, 0x9a, 0xc2], &*message, &digest.0].concat()
}

/// Fails on 0.
async fn note(
    State(notes): State<Notes>,
    Json(number): Json<u32>,
    record: Record,
) -> Result<(), Error> {
    let place = record.sub_sequence_number().map_or("alone".to_owned(), |place| place.to_string());
    notes.add(format!("{number} by {} {place}", record.partition_key()));
    if number == 0 { Err(Error::msg("no")) } else { Ok(()) }
}

#[tokio::test]
async fn records_that_a_producer_packed_together_are_handled_one_by_one() {
    let notes = Notes::default();
    let cloud = cloud(&notes, Handler::new("note").on(Stream::new("clicks"), note)).await;
    let records =
        [KinesisRecord::new("k", packed(&[("a", "1"), ("b", "2")])), KinesisRecord::new("c", "3")];
    cloud.kinesis("clicks").put_records(records).await.assert_ok();
    assert_eq!(notes.take(), ["1 by a 0", "2 by b 1", "3 by c alone"]);
}

#[tokio::test]
async fn records_that_were_packed_together_fail_together() {
    let notes = Notes::default();
    let cloud = cloud(&notes, Handler::new("note").on(Stream::new("clicks"), note)).await;
    let batch = |middle: &[(&str, &str)]| {
        [
            KinesisRecord::new("k", "1"),
            KinesisRecord::new("k", packed(middle)),
            KinesisRecord::new("k", "9"),
        ]
    };
    let failing = batch(&[("a", "2"), ("a", "0"), ("a", "3")]);
    let delivery = cloud.kinesis("clicks").put_records(failing).await;
    assert_eq!(delivery.failed_positions(), [1, 2]);
    assert_eq!(notes.take(), ["1 by k alone", "2 by a 0", "0 by a 1"]);

    // Nothing of a pack is tried if one of its records cannot be read.
    let unreadable = batch(&[("a", "2"), ("a", "x")]);
    let delivery = cloud.kinesis("clicks").put_records(unreadable).await;
    assert_eq!(delivery.failed_positions(), [1, 2]);
    assert_eq!(notes.take(), ["1 by k alone"]);
}

#[tokio::test]
async fn a_whole_batch_has_every_packed_record_and_fails_them_by_their_number() {
    async fn note(State(notes): State<Notes>, batch: Batch<Json<u32>>) -> Outcomes {
        let mut outcomes = Outcomes::new();
        let mut by_number = BTreeMap::<_, Vec<_>>::new();
        for item in &batch {
            by_number.entry(item.id().to_owned()).or_default().push(item.0);
            if item.0 == 0 {
                outcomes.fail(item.id(), Error::msg("no"));
            }
        }
        notes.add(format!("{:?}", by_number.values().collect::<Vec<_>>()));
        outcomes
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, Handler::new("note").on(Stream::new("clicks"), note)).await;
    let records = [
        KinesisRecord::new("k", packed(&[("a", "1"), ("a", "x")])),
        KinesisRecord::new("k", "2"),
        KinesisRecord::new("k", packed(&[("a", "3"), ("a", "0"), ("a", "4")])),
    ];
    let delivery = cloud.kinesis("clicks").put_records(records).await;
    assert_eq!(delivery.failed_positions(), [0, 2]);
    assert_eq!(notes.take(), ["[[2], [3, 0, 4]]"]);
}

#[tokio::test]
async fn keys_that_are_packed_together_keep_their_order() {
    let notes = Notes::default();
    let stream = Stream::new("clicks").order("partition_key").concurrency(10);
    let cloud = cloud(&notes, Handler::new("walk").on(stream, walk)).await;
    let records = [
        KinesisRecord::new("a", packed(&[("a", "-"), ("b", "-")])),
        KinesisRecord::new("b", packed(&[("b", "-"), ("a", "-")])),
    ];
    cloud.kinesis("clicks").put_records(records).await.assert_ok();
    let ends: Vec<_> = notes.take().into_iter().filter(|note| note.ends_with("ends")).collect();
    assert_eq!(ends, ["a ends", "b ends", "b ends", "a ends"]);
}

#[tokio::test]
async fn data_that_is_damaged_or_missing_fails_alone() {
    let notes = Notes::default();
    let stream = Stream::new("clicks").order("partition_key");
    let cloud = cloud(&notes, Handler::new("note").on(stream, note)).await;
    let event = KinesisEvent::new("clicks").data("a", "1").data("b", "2").data("c", "3");
    let event = event.data("d", "4");
    let event =
        event.with("/Records/1/kinesis/data", "?").with("/Records/2/kinesis/data", Value::Null);
    assert_eq!(cloud.deliver(event).await.failed_positions(), [1, 2]);
    assert_eq!(notes.take(), ["1 by a alone", "4 by d alone"]);
}
