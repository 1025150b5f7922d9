//! Streams of DynamoDB tables, where they differ from Kinesis.

use std::time::Duration;

use serde_json::{Value, json};
use sls_test::Cloud;
use sls_test::event::{DynamoDbRecord, StreamViewType};
use sls_test::platform::{
    DynamoDbTable, Function, Outcome, Script, StartingPosition, StreamMapping,
};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:lost";

#[tokio::test]
async fn streams_of_tables_are_polled_four_times_a_second() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("copy"), Script::always(Outcome::ok()));
    let orders = cloud.create_table(DynamoDbTable::new("orders"));
    let mapping = orders.map_to(&function, StreamMapping::new());
    let start = cloud.now();
    cloud.advance(Duration::from_millis(510)).await;
    orders.insert(&json!({"id": 7}));
    cloud.run_until_idle().await;
    let at = mapping.deliveries()[0].at.duration_since(start).unwrap();
    assert_eq!(at, Duration::from_millis(750));
}

#[tokio::test]
async fn event_has_the_shape_of_dynamodb() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("copy"), Script::new([Outcome::Crash]));
    let table = DynamoDbTable::new("orders").keys(["id"]).view(StreamViewType::NewImage);
    let orders = cloud.create_table(table);
    orders.map_to(&function, StreamMapping::new());
    let change = DynamoDbRecord::modify(&json!({"id": 7, "q": 1}), &json!({"id": 7, "q": 2}));
    orders.write(change.sequence_number("42"));
    cloud.run_until_idle().await;
    let invocations = function.invocations();
    let event = invocations[0].json();
    let record = &event["Records"][0];
    assert_eq!(record["eventName"], "MODIFY");
    assert_eq!(record["dynamodb"]["SequenceNumber"], "42");
    assert_eq!(record["dynamodb"]["Keys"], json!({"id": {"N": "7"}}));
    assert_eq!(record["dynamodb"]["NewImage"]["q"], json!({"N": "2"}));
    assert_eq!(record["dynamodb"].get("OldImage"), None);
    assert_eq!(record["dynamodb"]["ApproximateCreationDateTime"], json!(1_772_359_200.0));
    assert_eq!(record["eventSourceARN"], orders.arn());
    assert_eq!(event, invocations[1].json(), "a retry is the same event");
}

#[tokio::test]
async fn destination_is_told_with_whole_seconds() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("copy"), Script::always(Outcome::Crash));
    let orders = cloud.create_table(DynamoDbTable::new("orders"));
    let settings = StreamMapping::new().maximum_retry_attempts(0).on_failure(QUEUE);
    let mapping = orders.map_to(&function, settings);
    let placed = orders.insert(&json!({"id": 7}));
    cloud.run_until_idle().await;
    let record = mapping.discarded()[0].record.clone().unwrap();
    let record: Value = serde_json::from_str(&record).unwrap();
    let number = &placed.sequence_number;
    assert_eq!(
        record["DDBStreamBatchInfo"],
        json!({
            "shardId": placed.shard_id,
            "startSequenceNumber": number,
            "endSequenceNumber": number,
            "approximateArrivalOfFirstRecord": "2026-03-01T10:00:00Z",
            "approximateArrivalOfLastRecord": "2026-03-01T10:00:00Z",
            "batchSize": 1,
            "streamArn": orders.arn(),
        })
    );
    assert_eq!(record.get("KinesisBatchInfo"), None);
}

#[tokio::test]
async fn changes_of_an_item_stay_in_their_shard_and_lane() {
    let cloud = Cloud::empty();
    let slow = Script::always(Outcome::ok().after(Duration::from_millis(50)));
    let function = cloud.add_function(Function::new("copy"), slow);
    let orders = cloud.create_table(DynamoDbTable::new("orders").shards(2));
    let mapping = orders.map_to(&function, StreamMapping::new().parallelization_factor(10));
    let shards = orders.shard_ids();
    assert!(shards[0].starts_with("shardId-00000001772359200123-"), "{shards:?}");
    for id in 0..20 {
        let placed = orders.insert(&json!({"id": id}));
        let again = orders.remove(&json!({"id": id}));
        assert_eq!(placed.shard_id, again.shard_id);
    }
    cloud.run_until_idle().await;
    let batches: Vec<_> =
        mapping.deliveries().into_iter().map(|one| one.sequence_numbers.len()).collect();
    assert_eq!(batches.iter().sum::<usize>(), 40);
    assert!(batches.iter().all(|records| records % 2 == 0), "{batches:?}");
}

#[tokio::test]
#[should_panic(expected = "DynamoDB streams have no starting position AT_TIMESTAMP")]
async fn tables_cannot_be_read_from_a_time() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("copy"), Script::always(Outcome::ok()));
    let position = StartingPosition::AtTimestamp(cloud.now());
    let settings = StreamMapping::new().starting_position(position);
    cloud.create_table(DynamoDbTable::new("orders")).map_to(&function, settings);
}
