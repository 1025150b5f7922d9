use serde_json::{Value, json};
use sls_test::event::{FirehoseEvent, FirehoseRecord};

use super::{answered, answering, assert_refused};

/// Two records, `a` and `b`.
fn two() -> FirehoseEvent {
    FirehoseEvent::new("lines").records(["a", "b"].map(|id| FirehoseRecord::new(id).record_id(id)))
}

fn ok(id: &str) -> Value {
    json!({"recordId": id, "result": "Ok", "data": "eA=="})
}

#[tokio::test]
async fn each_record_has_a_result_and_what_is_delivered_of_it() {
    let cloud = answering(|event| {
        let answer = |record: &Value, position: usize| match position {
            0 => json!({"recordId": record["recordId"], "result": "Ok", "data": record["data"],
                        "metadata": {"partitionKeys": {"customer": "7"}}}),
            1 => json!({"recordId": record["recordId"], "result": "Dropped"}),
            _ => json!({"recordId": record["recordId"], "result": "ProcessingFailed",
                        "data": record["data"]}),
        };
        let records = event["records"].as_array().unwrap().iter().zip(0..);
        let records: Vec<_> = records.map(|(record, at)| answer(record, at)).collect();
        // Firehose finds the records by their ids.
        json!({"records": records.into_iter().rev().collect::<Vec<_>>()})
    })
    .await;
    let answer = cloud.firehose("lines").transform(&[7, 8, 9]).await;
    answer.assert_ok();
    assert_eq!(answer.results(), ["Ok", "Dropped", "ProcessingFailed"]);
    assert_eq!(answer.data(0), "7");
    assert_eq!(answer.data_json::<u32>(2), 9);
    assert_eq!(answer.partition_keys(0), &json!({"customer": "7"}));
    assert_eq!(answer.partition_keys(1), &Value::Null);
}

#[tokio::test]
async fn what_is_not_there_is_asked_for_in_vain() {
    use crate::cloud::panics::{assert_contains, panic_text};

    let dropped = json!({"records": [ok("a"), {"recordId": "b", "result": "Dropped"}]});
    let answer = answered(two(), dropped).await;
    assert_contains(&panic_text(|| answer.data(1)), &["the record at 1 was to have data"]);
    assert_contains(&panic_text(|| answer.data(2)), &["there is no record at 2", "lines"]);
    assert_contains(
        &panic_text(|| answer.data_json::<u32>(0)),
        &["the record at 0 was to be the JSON of `u32`"],
    );
}

#[tokio::test]
async fn every_record_has_to_come_back_once() {
    for (records, why) in [
        (json!([ok("a")]), r#"the record "b" is not answered"#),
        (json!([]), r#"the record "a" is not answered"#),
        (json!([ok("a"), ok("b"), ok("a")]), r#"the record "a" is answered twice"#),
        (json!([ok("a"), ok("b"), ok("c")]), r#"there is no record "c" in the batch"#),
        (json!([ok("a"), {"result": "Ok", "data": "eA=="}]), r#"there is no record """#),
        (json!({}), "no list `records`"),
    ] {
        assert_refused(&answered(two(), json!({ "records": records })).await, why);
    }
}

#[tokio::test]
async fn a_result_has_one_of_three_names_and_data_in_base64() {
    let with = |record: Value| json!({"records": [ok("a"), record]});
    let record =
        |result: &str, data: Value| json!({"recordId": "b", "result": result, "data": data});
    for fine in [
        record("Dropped", Value::Null),
        record("ProcessingFailed", Value::Null),
        record("Ok", json!("")),
    ] {
        answered(two(), with(fine)).await.assert_ok();
    }
    for (bad, why) in [
        (record("ok", json!("eA==")), r#"has the result "ok", which is none of Dropped, Ok, "#),
        (record("TRANSFORMED_STATE_OK", json!("")), "which is none of"),
        (json!({"recordId": "b"}), "has the result null"),
        (record("Ok", Value::Null), "no base64: null"),
        (record("Ok", json!("x")), r#"no base64: "x""#),
        (record("Dropped", json!(7)), "no base64: 7"),
    ] {
        assert_refused(&answered(two(), with(bad)).await, why);
    }
}
