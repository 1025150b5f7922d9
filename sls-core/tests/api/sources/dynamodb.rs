//! Changes of DynamoDB tables: items, order, partial failures, windows, the way through Kinesis.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sls_core::event::dynamodb::{Change, ChangeKind, DynamoDb, Record, Table, Window};
use sls_core::event::kinesis::{self, Stream};
use sls_core::extract::{FromInput, Input, Rejection};
use sls_core::{App, Batch, Error, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::{
    DynamoDbEvent, DynamoDbItem, DynamoDbRecord, KinesisRecord, StreamViewType, TumblingWindow,
};

use super::wait;
use crate::support::Notes;

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: String,
    quantity: u32,
}

fn order(id: &str, quantity: u32) -> Order {
    Order { id: id.to_owned(), quantity }
}

/// A handler that notes what it gets, takes its time, and fails on no quantity.
async fn note(State(notes): State<Notes>, change: Change<Order>) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Key {
        id: String,
    }

    let Key { id } = change.keys()?;
    let quantity = |order: &Option<Order>| order.as_ref().map(|order| order.quantity);
    let (old, new) = (quantity(&change.old), quantity(&change.new));
    notes.add(format!("{id} {} {old:?} {new:?}", change.kind.as_str()));
    for _ in 0..new.unwrap_or_default() % 3 {
        tokio::task::yield_now().await;
    }
    if new == Some(0) { Err(Error::msg("nothing ordered")) } else { Ok(()) }
}

#[tokio::test]
async fn a_change_has_the_item_before_and_after_it() {
    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("note").on(Table::new("orders"), note)]).await;
    let event = || {
        DynamoDbEvent::new("orders")
            .insert(&order("a", 1))
            .modify(&order("a", 1), &order("a", 2))
            .remove(&order("a", 2))
    };
    for (view, expected) in [
        (
            StreamViewType::NewAndOldImages,
            ["a INSERT None Some(1)", "a MODIFY Some(1) Some(2)", "a REMOVE Some(2) None"],
        ),
        (
            StreamViewType::NewImage,
            ["a INSERT None Some(1)", "a MODIFY None Some(2)", "a REMOVE None None"],
        ),
        (
            StreamViewType::OldImage,
            ["a INSERT None None", "a MODIFY Some(1) None", "a REMOVE Some(2) None"],
        ),
        (
            StreamViewType::KeysOnly,
            ["a INSERT None None", "a MODIFY None None", "a REMOVE None None"],
        ),
    ] {
        let delivery = cloud.deliver(event().view(view)).await;
        delivery.assert_ok();
        assert_eq!(delivery.reply_json(), json!({"batchItemFailures": []}));
        assert_eq!(notes.take(), expected, "{view:?}");
    }
}

#[tokio::test]
async fn an_item_has_what_json_has_no_word_for() {
    #[derive(Debug, Deserialize)]
    struct Session {
        token: Vec<u8>,
        roles: BTreeSet<String>,
        scores: BTreeSet<u64>,
        keys: Vec<Vec<u8>>,
        balance: String,
    }

    async fn show(State(notes): State<Notes>, change: Change<Session>) {
        let Session { token, roles, scores, keys, balance } = change.new.unwrap();
        notes.add(format!("{token:?} {roles:?} {scores:?} {keys:?} {balance}"));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("show").on(Table::new("sessions"), show)]).await;
    let session = DynamoDbItem::new(&json!({"id": "a", "balance": 1.5}))
        .binary("token", [1, 2])
        .string_set("roles", ["user", "admin"])
        .number_set("scores", [3, 2])
        .binary_set("keys", [[1], [2]]);
    cloud.deliver(DynamoDbEvent::new("sessions").insert(session)).await.assert_ok();
    assert_eq!(notes.take(), [r#"[1, 2] {"admin", "user"} {2, 3} [[1], [2]] 1.5"#]);
}

#[tokio::test]
async fn a_record_says_where_it_comes_from_and_the_payload_is_the_change_as_it_stands() {
    struct Name(Option<String>);

    impl FromInput for Name {
        fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
            Ok(Self(input.identity().map(|name| name.into_owned())))
        }
    }

    async fn show(
        State(notes): State<Notes>,
        record: Record,
        Json(change): Json<Value>,
        Name(name): Name,
    ) {
        assert!(record.event_id().is_some());
        assert_eq!(name.as_deref(), record.event_id());
        assert_eq!(change["SequenceNumber"], record.sequence_number().unwrap());
        assert!(record.stream_arn().unwrap().contains(":table/orders/stream/"));
        assert!(record.creation().is_some());
        assert_eq!(record.size(), change["SizeBytes"].as_u64());
        let kind = record.kind();
        notes.add(format!(
            "{kind:?} {} {} {}",
            record.table(),
            record.is_ttl_delete(),
            change["Keys"]
        ));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("show").on(Table::new("orders"), show)]).await;
    let event = DynamoDbEvent::new("orders").remove(&order("a", 1)).expire(&order("b", 1));
    cloud.deliver(event).await.assert_ok();
    assert_eq!(
        notes.take(),
        [r#"Remove orders false {"id":{"S":"a"}}"#, r#"Remove orders true {"id":{"S":"b"}}"#,]
    );
}

#[tokio::test]
async fn a_failed_record_keeps_those_behind_it_from_being_handled() {
    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("note").on(Table::new("orders"), note)]).await;
    let event = DynamoDbEvent::new("orders")
        .insert(&order("a", 1))
        .record(DynamoDbRecord::insert(&order("b", 0)).sequence_number("5500"))
        .record(DynamoDbRecord::insert(&order("c", 1)).sequence_number("5501"));
    let delivery = cloud.deliver(event).await;
    assert_eq!(
        delivery.reply_json(),
        json!({"batchItemFailures": [{"itemIdentifier": "5500"}, {"itemIdentifier": "5501"}]})
    );
    assert_eq!(notes.take(), ["a INSERT None Some(1)", "b INSERT None Some(0)"]);

    let event = DynamoDbEvent::new("orders").insert(&order("a", 0)).insert(&order("b", 1));
    let delivery = cloud.deliver(event).await;
    assert_eq!(delivery.assert_failed().message(), "nothing ordered");
}

#[tokio::test]
async fn items_may_get_on_while_one_fails_if_they_are_told_to() {
    let notes = Notes::default();
    let table = Table::new("orders").order("item").concurrency(2);
    let cloud = cloud(&notes, [Handler::new("note").on(table, note)]).await;
    let event = DynamoDbEvent::new("orders")
        .insert(&order("a", 0))
        .insert(&order("b", 1))
        .modify(&order("a", 0), &order("a", 1))
        .modify(&order("b", 1), &order("b", 2));
    assert_eq!(cloud.deliver(event).await.failed_positions(), [0, 2]);
    assert_eq!(
        notes.take(),
        ["a INSERT None Some(0)", "b INSERT None Some(1)", "b MODIFY Some(1) Some(2)"]
    );
}

#[tokio::test]
async fn an_item_of_another_shape_fails_its_record_and_says_where() {
    let notes = Notes::default();
    let table = Table::new("orders").order("item");
    let cloud = cloud(&notes, [Handler::new("note").on(table, note)]).await;
    let wrong = || json!({"id": "b", "quantity": "secret"});
    let event = DynamoDbEvent::new("orders").insert(&order("a", 1)).insert(&wrong());
    assert_eq!(cloud.deliver(event).await.failed_positions(), [1]);
    let delivery = cloud.deliver(DynamoDbEvent::new("orders").insert(&wrong())).await;
    let failure = delivery.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    assert_eq!(
        failure.message(),
        "event `dynamodb.NewImage.quantity`: expected u32 (in an event from Amazon DynamoDB)"
    );
}

#[tokio::test]
async fn a_record_that_cannot_be_named_fails_the_invocation() {
    let notes = Notes::default();
    let table = Table::new("orders").order("item");
    let cloud = cloud(&notes, [Handler::new("note").on(table, note)]).await;
    let event = DynamoDbEvent::new("orders")
        .insert(&order("a", 1))
        .insert(&order("b", 0))
        .without("/Records/1/dynamodb/SequenceNumber");
    let delivery = cloud.deliver(event).await;
    assert_eq!(delivery.assert_failed().message(), "nothing ordered");
}

#[tokio::test]
async fn each_table_has_its_own_handler() {
    async fn users(State(notes): State<Notes>) {
        notes.add("users");
    }

    let notes = Notes::default();
    let handlers = [
        Handler::new("note").on(Table::new("orders"), note),
        Handler::new("users").on(Table::new("users"), users),
    ];
    let cloud = cloud(&notes, handlers).await;
    cloud.deliver(DynamoDbEvent::new("orders").insert(&order("a", 1))).await.assert_ok();
    cloud.deliver(DynamoDbEvent::new("users").insert(&json!({"id": "u"}))).await.assert_ok();
    assert_eq!(notes.take(), ["a INSERT None Some(1)", "users"]);
    let other = cloud.deliver(DynamoDbEvent::new("items").insert(&json!({"id": "u"}))).await;
    assert_eq!(other.assert_failed().error_type(), "Sls.UnroutedEvent");
}

#[tokio::test]
async fn a_window_hands_its_state_from_batch_to_batch_to_the_last_one_without_records() {
    #[derive(Default, Deserialize, Serialize)]
    struct Sum {
        quantity: u32,
    }

    async fn add(
        mut window: Window<Sum>,
        batch: Batch<Change<Order>>,
    ) -> Result<Window<Sum>, Error> {
        let new = batch.iter().filter_map(|change| change.new.as_ref());
        window.state.quantity += new.map(|order| order.quantity).sum::<u32>();
        Ok(window)
    }

    let cloud = cloud(&Notes::default(), [Handler::new("add").on(Table::new("orders"), add)]).await;
    let window = || TumblingWindow::new(Duration::from_secs(120));
    let first =
        DynamoDbEvent::new("orders").insert(&order("a", 1)).insert(&order("b", 2)).window(window());
    let reply = cloud.deliver(first).await.reply_json();
    assert_eq!(reply, json!({"state": {"quantity": 3}, "batchItemFailures": []}));
    let last = DynamoDbEvent::new("orders").window(window().state(&reply["state"]).final_invoke());
    let reply = cloud.deliver(last).await.reply_json();
    assert_eq!(reply, json!({"state": {"quantity": 3}, "batchItemFailures": []}));
}

/// A change as a table that streams to Kinesis sends it.
fn through_kinesis(change: Value) -> Value {
    json!({
        "awsRegion": "eu-west-1", "eventID": "0a9b8c7d", "eventName": "MODIFY",
        "userIdentity": null, "recordFormat": "application/json", "tableName": "orders",
        "dynamodb": change, "eventSource": "aws:dynamodb",
    })
}

#[tokio::test]
async fn a_change_is_taken_out_of_a_kinesis_record() {
    async fn index(
        State(notes): State<Notes>,
        DynamoDb(change): DynamoDb<Change<Order>>,
        DynamoDb(record): DynamoDb<Record>,
        outer: kinesis::Record,
    ) {
        assert_eq!(change.kind, ChangeKind::Modify);
        assert_eq!((record.sequence_number(), record.stream_arn()), (None, None));
        let creation = record.creation().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
        notes.add(format!(
            "{} {:?} {} by {}",
            record.table(),
            change.new.unwrap(),
            creation.as_millis(),
            outer.partition_key()
        ));
    }

    let notes = Notes::default();
    let handler = Handler::new("index").on(Stream::new("order-changes"), index);
    let cloud = cloud(&notes, [handler]).await;
    let stream = cloud.kinesis("order-changes");
    let good = through_kinesis(json!({
        "ApproximateCreationDateTime": 1_772_359_200_123_u64,
        "Keys": {"id": {"S": "a"}}, "SizeBytes": 20,
        "NewImage": {"id": {"S": "a"}, "quantity": {"N": "2"}},
    }));
    let bad = through_kinesis(json!({"NewImage": {"id": {"S": "a"}}}));
    let records = [&good, &bad, &json!({"sku": "A1"})].map(|data| KinesisRecord::json("k", data));
    assert_eq!(stream.put_records(records).await.failed_positions(), [1, 2]);
    assert_eq!(notes.take(), [r#"orders Order { id: "a", quantity: 2 } 1772359200123 by k"#]);

    let message = stream.put("k", &bad).await.assert_failed().message().to_owned();
    let expected = "event `dynamodb.NewImage`: missing field `quantity` (in the DynamoDB record)";
    assert!(message.contains(expected), "{message}");
    let message = stream.put("k", &json!({"sku": "A1"})).await.assert_failed().message().to_owned();
    let expected = "body: not a DynamoDB record: missing field `dynamodb`";
    assert!(message.contains(expected), "{message}");
}

#[test]
fn tables_that_two_handlers_claim_refuse_to_start() {
    const STREAM: &str =
        "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-01-01T00:00:00.000";
    let app = App::new()
        .state(Notes::default())
        .handler(Handler::new("one").on(Table::new("orders"), note))
        .handler(Handler::new("two").on(Table::new(STREAM), note));
    assert_eq!(app.into_service().unwrap_err().problems().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_change_is_handled_or_reported_and_none_behind_a_failure_of_its_item_is_confirmed(
        changes in prop::collection::vec((0..4_u8, 0..5_u32), 1..30),
        by_item: bool,
        concurrency in 1..4_u32,
    ) {
        let notes = Notes::default();
        let mut table = Table::new("orders");
        if by_item {
            table = table.order("item").concurrency(concurrency);
        }
        let records = changes.iter().enumerate().map(|(position, (id, quantity))| {
            DynamoDbRecord::insert(&order(&id.to_string(), *quantity))
                .sequence_number(format!("{}", 1000 + position))
        });
        let event = DynamoDbEvent::new("orders").records(records);
        let delivery = wait(async {
            let cloud = cloud(&notes, [Handler::new("note").on(table, note)]).await;
            cloud.deliver(event).await
        });

        let mut handled: BTreeMap<String, usize> = BTreeMap::new();
        for note in notes.take() {
            *handled.entry(note.split(' ').next().unwrap().to_owned()).or_default() += 1;
        }
        let mut blocked = BTreeSet::new();
        let mut expected = Vec::new();
        for (position, (id, quantity)) in changes.iter().enumerate() {
            // Without items the whole shard is one lane.
            let lane = if by_item { *id } else { 0 };
            if blocked.contains(&lane) {
                expected.push(position);
                continue;
            }
            let id = id.to_string();
            let left = handled.get_mut(&id).filter(|left| **left > 0);
            prop_assert!(left.is_some(), "{position} was skipped");
            *handled.entry(id).or_default() -= 1;
            if *quantity == 0 {
                blocked.insert(lane);
                expected.push(position);
            }
        }
        prop_assert!(handled.values().all(|left| *left == 0));
        prop_assert_eq!(delivery.failed_positions(), &expected[..]);
        let failed = delivery.failure().map(|failure| failure.message().to_owned());
        match expected.len() {
            0 => prop_assert_eq!(failed, None),
            all if all == changes.len() => {
                prop_assert_eq!(failed.as_deref(), Some("nothing ordered"));
            }
            _ => {
                let ids: Vec<_> =
                    expected.iter().map(|position| (1000 + position).to_string()).collect();
                prop_assert_eq!(delivery.failed_records(), ids);
            }
        }
    }
}
