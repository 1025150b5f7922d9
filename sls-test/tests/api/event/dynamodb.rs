//! Golden shapes: AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB"; sizes: Amazon
//! DynamoDB developer guide, "DynamoDB item sizes and formats".

use std::panic::catch_unwind;
use std::time::{Duration, SystemTime};

use aws_lambda_events::dynamodb::{Event as Decoded, TimeWindowEvent};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{
    DynamoDbEvent, DynamoDbItem, DynamoDbRecord, Origin, StreamViewType, TumblingWindow,
};

use super::form::assert_form;
use super::once::assert_given_out_once;

const STREAM: &str =
    "arn:aws:dynamodb:eu-west-1:111122223333:table/T/stream/2026-01-01T00:00:00.000";

/// The item of the documented examples, before and after its change.
fn new_item() -> Value {
    json!({"Id": 101, "Message": "New item!"})
}

fn changed_item() -> Value {
    json!({"Id": 101, "Message": "This item has changed"})
}

fn table() -> DynamoDbEvent {
    DynamoDbEvent::new("T").keys(["Id"])
}

/// The change in the only record of a batch.
#[track_caller]
fn change(event: &DynamoDbEvent) -> Value {
    let mut event = event.build();
    assert_eq!(event["Records"].as_array().unwrap().len(), 1);
    event["Records"][0]["dynamodb"].take()
}

#[test]
fn each_kind_of_change_has_the_documented_shape() {
    let event = table()
        .insert(&new_item())
        .modify(&new_item(), &changed_item())
        .remove(&changed_item())
        .build_in(&Origin::seeded(1));

    let new = json!({"Id": {"N": "101"}, "Message": {"S": "New item!"}});
    let changed = json!({"Id": {"N": "101"}, "Message": {"S": "This item has changed"}});
    let record = |name: &str, images: Value, size: usize| {
        let mut change = json!({
            "ApproximateCreationDateTime": 1_772_359_200.0,
            "Keys": {"Id": {"N": "101"}},
            "SequenceNumber": "<digits 40>",
            "SizeBytes": size,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        });
        change.as_object_mut().unwrap().extend(images.as_object().unwrap().clone());
        json!({
            "eventID": "<hex 32>",
            "eventName": name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-west-1",
            "dynamodb": change,
            "eventSourceARN": STREAM,
        })
    };
    assert_form(
        &event,
        &json!({"Records": [
            record("INSERT", json!({"NewImage": new}), 26),
            record("MODIFY", json!({"OldImage": new, "NewImage": changed}), 59),
            record("REMOVE", json!({"OldImage": changed}), 38),
        ]}),
    );
}

#[test]
fn only_an_expired_item_says_who_removed_it() {
    let event = table().expire(&new_item()).remove(&new_item()).build();
    assert_eq!(event["Records"][0]["eventName"], "REMOVE");
    assert_eq!(
        event["Records"][0]["userIdentity"],
        json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"})
    );
    assert_eq!(event["Records"][1].get("userIdentity"), None);
}

#[test]
fn the_view_type_decides_which_images_there_are() {
    #[track_caller]
    fn check(view: StreamViewType, name: &str, images: &[&str], size: usize) {
        let change = change(&table().view(view).modify(&new_item(), &changed_item()));
        assert_eq!(change["StreamViewType"], name);
        assert_eq!(change["SizeBytes"], size);
        for image in ["OldImage", "NewImage"] {
            assert_eq!(change.get(image).is_some(), images.contains(&image), "{image} in {name}");
        }
    }
    check(StreamViewType::KeysOnly, "KEYS_ONLY", &[], 5);
    check(StreamViewType::NewImage, "NEW_IMAGE", &["NewImage"], 38);
    check(StreamViewType::OldImage, "OLD_IMAGE", &["OldImage"], 26);
    check(StreamViewType::NewAndOldImages, "NEW_AND_OLD_IMAGES", &["OldImage", "NewImage"], 59);
}

#[test]
fn every_type_of_attribute_has_its_letter() {
    #[derive(Serialize)]
    struct Item {
        id: &'static str,
        flag: bool,
        nothing: Option<u8>,
        whole: f64,
        small: f64,
        large: u64,
        list: (u8, &'static str),
        map: Map<String, Value>,
    }
    let item = Item {
        id: "a",
        flag: true,
        nothing: None,
        whole: 13.0,
        small: 1.5e-7,
        large: u64::MAX,
        list: (1, "b"),
        map: Map::from_iter([("deep".to_owned(), json!([{}]))]),
    };
    let item = DynamoDbItem::new(&item)
        .attribute("added", &"later")
        .binary("blob", [1, 2, 3])
        .string_set("texts", ["a", "b"])
        .number_set("numbers", [1.5, 2.0])
        .binary_set("blobs", [[1], [2]]);
    let change = change(&DynamoDbEvent::new("T").insert(item));
    assert_eq!(
        change["NewImage"],
        json!({
            "id": {"S": "a"},
            "flag": {"BOOL": true},
            "nothing": {"NULL": true},
            "whole": {"N": "13"},
            "small": {"N": "0.00000015"},
            "large": {"N": "18446744073709551615"},
            "list": {"L": [{"N": "1"}, {"S": "b"}]},
            "map": {"M": {"deep": {"L": [{"M": {}}]}}},
            "added": {"S": "later"},
            "blob": {"B": "AQID"},
            "texts": {"SS": ["a", "b"]},
            "numbers": {"NS": ["1.5", "2"]},
            "blobs": {"BS": ["AQ==", "Ag=="]},
        })
    );
}

#[test]
fn the_size_counts_names_and_values_by_the_documented_rules() {
    #[track_caller]
    fn check(item: DynamoDbItem, expected: usize) {
        // The keys are counted in `Keys` and in the image: twice `id` with one byte.
        let size = change(&DynamoDbEvent::new("T").insert(item.attribute("id", &"a")))["SizeBytes"]
            .as_u64()
            .unwrap();
        assert_eq!(size, expected as u64 + 6);
    }
    let none = || DynamoDbItem::new(&json!({}));
    check(none(), 0);
    check(none().attribute("n", &"héllo"), 1 + 6);
    check(none().attribute("n", &true), 1 + 1);
    check(none().attribute("n", &()), 1 + 1);
    check(none().attribute("n", &12_345), 1 + 4);
    check(none().attribute("n", &-0.05), 1 + 3);
    check(none().binary("n", [0; 7]), 1 + 7);
    check(none().string_set("n", ["ab", "c"]), 1 + 3);
    check(none().attribute("n", &json!(["ab", 1])), 1 + 3 + (1 + 2) + (1 + 2));
    check(none().attribute("n", &json!({"a": "b"})), 1 + 3 + 1 + (1 + 1));
}

#[test]
fn keys_are_taken_from_the_item_or_given() {
    let item = json!({"pk": "a", "sk": 1, "more": true});
    let taken = change(&DynamoDbEvent::new("T").keys(["pk", "sk"]).insert(&item));
    assert_eq!(taken["Keys"], json!({"pk": {"S": "a"}, "sk": {"N": "1"}}));

    let record = DynamoDbRecord::insert(&item).keys(&json!({"other": "b"}));
    let given = change(&DynamoDbEvent::new("T").record(record));
    assert_eq!(given["Keys"], json!({"other": {"S": "b"}}));
}

#[test]
fn an_item_without_the_key_is_refused_with_what_it_has() {
    let event = DynamoDbEvent::new("T").insert(&json!({"pk": "a", "sk": 1}));
    let panic = catch_unwind(move || event.build()).expect_err("the event should not be built");
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains(r#"no key attribute `id`, only ["pk", "sk"]"#), "{text}");
    assert!(text.contains(".keys([..])"), "{text}");
}

#[test]
#[should_panic(expected = "an item of DynamoDB has attributes, and [1] has none")]
fn what_is_no_item_is_refused_at_once() {
    let _ = DynamoDbRecord::insert(&[1]);
}

#[test]
fn a_tumbling_window_adds_its_members() {
    let window = TumblingWindow::new(Duration::from_secs(300)).state(&json!({"1": "state1"}));
    let event = table().shard("shard123456789").window(window);
    assert_eq!(
        event.build(),
        json!({
            "Records": [],
            "window": {"start": "2026-03-01T10:00:00Z", "end": "2026-03-01T10:05:00Z"},
            "state": {"1": "state1"},
            "shardId": "shard123456789",
            "eventSourceARN": STREAM,
            "isFinalInvokeForWindow": false,
            "isWindowTerminatedEarly": false,
        })
    );
    assert_eq!(detect(&event.to_bytes()).unwrap(), Source::DynamoDb);
    let event = event.insert(&new_item());
    let decoded: TimeWindowEvent = serde_json::from_value(event.build()).unwrap();
    assert_eq!(decoded.dynamo_db_event.records.len(), 1);
    assert_eq!(decoded.time_window_properties.shard_id.as_deref(), Some("shard123456789"));
}

#[test]
fn a_table_may_be_named_by_its_arn_or_that_of_its_stream() {
    #[track_caller]
    fn check(table: &str, expected: &str) {
        let event = DynamoDbEvent::new(table).insert(&json!({"id": 1})).build();
        assert_eq!(event["Records"][0]["eventSourceARN"], expected);
    }
    let table = "arn:aws:dynamodb:us-east-1:444455556666:table/T";
    check(table, &format!("{table}/stream/2026-01-01T00:00:00.000"));
    check(&format!("{table}/stream/2015"), &format!("{table}/stream/2015"));
}

#[test]
fn number_and_time_of_a_record_can_be_given() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(2_900);
    let record = DynamoDbRecord::insert(&new_item()).sequence_number("111").changed_at(at);
    let event = table().record(record);
    assert_eq!(change(&event)["SequenceNumber"], "111");
    let text = String::from_utf8(event.to_bytes().to_vec()).unwrap();
    assert!(text.contains(r#""ApproximateCreationDateTime":2.0"#), "{text}");
}

#[test]
fn region_account_and_time_reach_a_record() {
    let mut origin = Origin::seeded(1);
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let event = table().insert(&new_item()).build_in(&origin);
    let record = &event["Records"][0];
    let table = "arn:aws-cn:dynamodb:cn-north-1:444455556666:table/T/";
    assert!(record["eventSourceARN"].as_str().unwrap().starts_with(table), "{record}");
    assert_eq!(record["awsRegion"], "cn-north-1");
    assert_eq!(record["dynamodb"]["ApproximateCreationDateTime"], 1.0);
}

/// Any value that DynamoDB can store and JSON can say.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e15..1e15).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(any::<String>(), inner, 0..4).prop_map(|map| Map::from_iter(map).into()),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_in_an_item_comes_out(
        items in vec((any::<i64>(), value(), value()), 1..6),
    ) {
        let item = |id: i64, value: &Value| json!({"id": id, "value": value});
        let records = items.iter().map(|(id, old, new)| {
            DynamoDbRecord::modify(&item(*id, old), &item(*id, new))
        });
        let event = DynamoDbEvent::new("T").records(records).to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::DynamoDb);

        let decoded: Decoded = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(decoded.records.len(), items.len());
        for (record, (id, old, new)) in decoded.records.into_iter().zip(&items) {
            let change = record.change;
            let read = |image| serde_dynamo::from_item::<_, Value>(image).unwrap();
            let keys = json!({"id": id});
            prop_assert!(same(&read(change.keys), &keys));
            prop_assert!(same(&read(change.old_image), &item(*id, old)));
            prop_assert!(same(&read(change.new_image), &item(*id, new)));
        }
    }

    #[test]
    fn no_two_records_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..6) {
        let event = table().insert(&new_item()).remove(&new_item());
        let ids = ["/Records/*/eventID", "/Records/*/dynamodb/SequenceNumber"];
        assert_given_out_once(&[(&event, &ids)], seed, rounds);
    }

    #[test]
    fn sequence_numbers_grow_over_all_batches(sizes in vec(1_usize..5, 1..8)) {
        let origin = Origin::default();
        let numbers: Vec<String> = sizes
            .into_iter()
            .flat_map(|size| {
                let records = vec![DynamoDbRecord::insert(&new_item()); size];
                let event = table().records(records).build_in(&origin);
                event["Records"].as_array().unwrap().clone()
            })
            .map(|record| record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned())
            .collect();
        // Of one length, so that the order of the texts is the order of the numbers.
        prop_assert!(numbers.iter().all(|number| number.len() == 40 && !number.starts_with('0')));
        prop_assert!(numbers.is_sorted_by(|a, b| a < b), "{:?}", numbers);
    }
}

/// Equal, with no difference between 13 and 13.0, as DynamoDB knows none.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|((name, a), (other, b))| name == other && same(a, b))
        }
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (a, b) => a == b,
    }
}
