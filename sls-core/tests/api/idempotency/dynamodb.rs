//! Records in a table of a DynamoDB-compatible server.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use sls_core::idempotency::{Attribute, DynamoDbStore, Idempotent};

use super::moto::Moto;
use super::stage::{Act, Stage, check_failed};
use super::suite;

#[tokio::test]
async fn every_scenario_holds() {
    let Some(moto) = Moto::start() else { return };
    let mut played = 0;
    for (name, scenario) in suite::all() {
        println!("{name}");
        let table = name.replace('_', "-");
        moto.table(&table, "id").await;
        scenario(Stage::new(DynamoDbStore::new(moto.client(), table))).await;
        played += 1;
    }
    assert!(played > 40, "{played}");
}

/// The only item of a table, as `name: type value`, sorted.
async fn item(moto: &Moto, table: &str) -> Vec<String> {
    let scan = moto.client().scan().table_name(table).send().await.unwrap();
    let [item] = scan.items() else { panic!("{:?}", scan.items()) };
    let mut attributes: Vec<_> = item
        .iter()
        .map(|(name, value)| match value {
            AttributeValue::N(number) => format!("{name}: N {number}"),
            AttributeValue::S(text) => format!("{name}: S {text}"),
            other => panic!("{other:?}"),
        })
        .collect();
    attributes.sort();
    attributes
}

#[tokio::test]
async fn items_are_named_as_powertools_names_them() {
    let Some(moto) = Moto::start() else { return };
    moto.table("records", "id").await;
    let stage = Stage::new(DynamoDbStore::new(moto.client(), "records"));
    let function = stage.function_by(Idempotent::by("/id").payload("/amount"));
    let first = function.begin(json!({"id": 7, "amount": 1})).await;

    let begun = item(&moto, "records").await;
    let [expiration, id, in_progress, status, token, validation] = &begun[..] else {
        panic!("{begun:?}")
    };
    assert_eq!(expiration, "expiration: N 1772362800");
    let (_, hash) = id.split_once("id: S function.work#").unwrap();
    assert_eq!(hash.len(), 43);
    assert_eq!(in_progress, "in_progress_expiration: N 1772359203000");
    assert_eq!(status, "status: S INPROGRESS");
    assert!(token.starts_with("token: S request/"), "{token}");
    assert_eq!(validation.len(), "validation: S ".len() + 43);

    stage.clock.advance_seconds(1);
    first.end(Act::Answer(json!({"paid": true}))).await.unwrap();
    let data = r#"data: S {"contentType":"application/json","body":"{\"paid\":true}"}"#;
    let completed = item(&moto, "records").await;
    let expected = [data, "expiration: N 1772362801", id, "status: S COMPLETED", token, validation];
    assert_eq!(completed, expected);
}

#[tokio::test]
async fn attributes_can_have_other_names() {
    let Some(moto) = Moto::start() else { return };
    moto.table("records", "pk").await;
    let store = DynamoDbStore::new(moto.client(), "records")
        .attribute(Attribute::Data, "first")
        .attribute(Attribute::Data, "answer")
        .attribute(Attribute::Expiration, "ttl")
        .attribute(Attribute::InProgressExpiration, "lock")
        .attribute(Attribute::Key, "pk")
        .attribute(Attribute::Status, "state")
        .attribute(Attribute::Token, "run")
        .attribute(Attribute::Validation, "hash");
    let stage = Stage::new(store);
    let function = stage.function_by(Idempotent::by("/id").payload("/id"));
    function.work.plan(Act::Fail);
    check_failed(function.call(json!({"id": 7})).await, "OutOfStock");
    for _ in 0..2 {
        assert_eq!(function.call(json!({"id": 7})).await, Ok(json!({"run": 2})));
    }
    let names: Vec<_> = item(&moto, "records").await;
    let names: Vec<_> = names.iter().map(|item| item.split(':').next().unwrap()).collect();
    assert_eq!(names, ["answer", "hash", "pk", "run", "state", "ttl"]);
}

#[tokio::test]
async fn what_is_no_record_is_an_error_with_a_name() {
    let Some(moto) = Moto::start() else { return };
    let stage = Stage::new(DynamoDbStore::new(moto.client(), "missing"));
    let failure = check_failed(stage.function().call(json!({"id": 7})).await, "Sls.Idempotency");
    assert!(failure.message().contains("ResourceNotFoundException"), "{failure}");

    moto.table("records", "id").await;
    let stage = Stage::new(DynamoDbStore::new(moto.client(), "records"));
    let function = stage.function();
    function.call(json!({"id": 7})).await.unwrap();
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let number = |number: &str| AttributeValue::N(number.to_owned());
    for (status, name, value) in [
        ("EXPIRED", "expiration", number("9999999999")),
        ("INPROGRESS", "in_progress_expiration", text("soon")),
        ("INPROGRESS", "in_progress_expiration", number("99999999999999999999999")),
        ("COMPLETED", "expiration", number("18446744073709551615")),
        ("COMPLETED", "data", text("no JSON")),
    ] {
        let id = item(&moto, "records").await;
        let id = id.iter().find_map(|item| item.strip_prefix("id: S ")).unwrap().to_owned();
        let put = moto.client().put_item().table_name("records").item("id", text(&id));
        let put = put.item("expiration", number("9999999999")).item("status", text(status));
        put.item(name, value.clone()).send().await.unwrap();
        let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.Idempotency");
        assert!(failure.message().len() < 200, "{failure}");
    }
    function.check_runs(1);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named_as_the_cause() {
    let Some(moto) = Moto::start() else { return };
    let stage = Stage::new(DynamoDbStore::new(moto.client(), "records"));
    drop(moto);
    let function = stage.function();
    let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.Idempotency");
    assert!(failure.message().contains("refused"), "{failure}");
    function.check_runs(0);
}
