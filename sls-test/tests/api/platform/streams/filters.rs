//! Which records a mapping delivers.

use sls_test::Cloud;
use sls_test::event::KinesisRecord;
use sls_test::platform::{DynamoDbTable, Function, Outcome, Script, StreamMapping};

use super::Setup;

fn setup(pattern: &str) -> Setup {
    Setup::new(Script::always(Outcome::ok()), StreamMapping::new().filter(pattern))
}

async fn delivered(pattern: &str, data: &str) -> bool {
    let setup = setup(pattern);
    setup.stream.put(KinesisRecord::new("key", data.to_owned()).sequence_number("1"));
    let delivered = !setup.run().await.is_empty();
    assert_eq!(setup.checkpoint().as_deref(), Some("1"), "the checkpoint moves either way");
    delivered
}

#[tokio::test]
async fn data_is_compared_as_json() {
    let (object, text) = (r#"{"data":{"n":[1]}}"#, r#"{"data":["plain"]}"#);
    let metadata = r#"{"partitionKey":["key"]}"#;
    for (pattern, data, expected) in [
        (object, r#"{"n":1}"#, true),
        (object, r#"{"n":2}"#, false),
        (text, r#"{"n":1}"#, false),
        (metadata, r#"{"n":1}"#, true),
        (text, "plain", false),
        (object, "plain", false),
        (r#"{"partitionKey":["other"]}"#, r#"{"n":1}"#, false),
    ] {
        assert_eq!(delivered(pattern, data).await, expected, "{pattern} for {data}");
    }
}

#[tokio::test]
async fn filtered_records_are_done_with_and_the_others_delivered() {
    let pattern = r#"{"data":{"n":[{"numeric":[">",2]}]}}"#;
    for (numbers, expected) in [(1..=5, vec![vec!["3", "4", "5"]]), (1..=2, vec![])] {
        let setup = setup(pattern);
        let last = numbers.end().to_string();
        setup.put(numbers);
        assert_eq!(setup.run().await, expected);
        assert_eq!(setup.checkpoint(), Some(last));
    }
}

#[tokio::test]
async fn changes_of_tables_are_compared_as_records() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("copy"), Script::always(Outcome::ok()));
    let orders = cloud.create_table(DynamoDbTable::new("orders"));
    let settings = StreamMapping::new()
        .filter(r#"{"eventName":["REMOVE"]}"#)
        .filter(r#"{"dynamodb":{"NewImage":{"id":{"N":["8"]}}}}"#);
    let mapping = orders.map_to(&function, settings);
    let item = |id: u32| serde_json::json!({ "id": id });
    orders.insert(&item(7));
    let wanted = [orders.insert(&item(8)), orders.remove(&item(7))].map(|one| one.sequence_number);
    cloud.run_until_idle().await;
    assert_eq!(mapping.deliveries()[0].sequence_numbers, wanted);
}

#[test]
#[should_panic(expected = "InvalidParameterValueException: Invalid filter pattern definition.")]
fn invalid_patterns_are_refused() {
    drop(setup(r#"{"data": 7}"#));
}
