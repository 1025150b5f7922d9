//! What is in a batch, and when it is delivered.

use std::time::Duration;

use serde_json::json;
use sls_test::Cloud;
use sls_test::event::KinesisRecord;
use sls_test::platform::{
    Function, KinesisStream, Outcome, Script, StartingPosition, StreamMapping,
};

use super::{SHARD, Setup};

fn ok() -> Script {
    Script::always(Outcome::ok())
}

#[tokio::test]
async fn records_arrive_in_order_in_batches_of_the_size() {
    let setup = Setup::new(ok(), StreamMapping::new().batch_size(2));
    setup.put(1..=5);
    assert_eq!(setup.run().await, [vec!["1", "2"], vec!["3", "4"], vec!["5"]]);
    assert_eq!(setup.checkpoint().as_deref(), Some("5"));
    let ids = setup.mapping.deliveries().into_iter().map(|one| one.request_id);
    let invoked: Vec<_> =
        setup.function.invocations().into_iter().map(|one| one.request_id).collect();
    assert_eq!(ids.collect::<Vec<_>>(), invoked);
}

#[tokio::test]
async fn event_has_the_shape_of_kinesis() {
    let setup = Setup::new(ok(), StreamMapping::new());
    let arrived = setup.cloud.now();
    setup.put([7]);
    setup.run().await;
    let event = setup.function.invocations()[0].json();
    let seconds = arrived.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    assert_eq!(
        event,
        json!({"Records": [{
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "key",
                "sequenceNumber": "7",
                "data": "eyJuIjo3fQ==",
                "approximateArrivalTimestamp": seconds,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": "shardId-000000000000:7",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": "arn:aws:iam::111122223333:role/function-role",
            "awsRegion": "eu-west-1",
            "eventSourceARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
        }]})
    );
}

#[tokio::test]
async fn shards_are_polled_once_a_second() {
    let setup = Setup::new(ok(), StreamMapping::new());
    let start = setup.cloud.now();
    setup.cloud.advance(Duration::from_millis(2_300)).await;
    setup.put([1]);
    setup.run().await;
    let at = setup.mapping.deliveries()[0].at.duration_since(start).unwrap();
    assert_eq!(at, Duration::from_secs(3));
}

#[tokio::test]
async fn a_consumer_is_pushed_to_and_named_as_the_source() {
    let setup = Setup::new(ok(), StreamMapping::new().consumer("fan"));
    let start = setup.cloud.now();
    setup.cloud.advance(Duration::from_millis(2_300)).await;
    setup.put([1]);
    setup.run().await;
    let at = setup.mapping.deliveries()[0].at.duration_since(start).unwrap();
    assert_eq!(at, Duration::from_millis(2_300));
    let event = setup.function.invocations()[0].json();
    let source = event["Records"][0]["eventSourceARN"].as_str().unwrap().to_owned();
    assert!(source.contains(":stream/clicks/consumer/fan:"), "{source}");
}

#[tokio::test]
async fn a_window_gathers_records_until_it_is_over_or_the_batch_is_full() {
    let window = Duration::from_secs(10);
    let settings = StreamMapping::new().batch_size(3).maximum_batching_window(window);
    let setup = Setup::new(ok(), settings);
    let start = setup.cloud.now();
    setup.put([1]);
    setup.cloud.advance(Duration::from_secs(4)).await;
    setup.put([2]);
    assert_eq!(setup.delivered(), Vec::<Vec<String>>::new());
    assert_eq!(setup.run().await, [["1", "2"]]);
    assert_eq!(setup.seconds_since(start), [10]);

    setup.put(3..=5);
    setup.cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(setup.delivered()[1], ["3", "4", "5"]);
}

#[tokio::test]
async fn a_batch_fits_into_six_megabytes() {
    let setup = Setup::new(ok(), StreamMapping::new());
    for number in 1..=7 {
        let data = vec![b'x'; 1024 * 1024];
        setup.stream.put(KinesisRecord::new("key", data).sequence_number(number.to_string()));
    }
    assert_eq!(setup.run().await, [vec!["1", "2", "3", "4"], vec!["5", "6", "7"]]);
    let sizes = setup.function.invocations().into_iter().map(|one| one.payload.len());
    assert!(sizes.max().is_some_and(|size| size <= 6_291_556));
}

#[tokio::test]
async fn the_payload_limit_counts_every_byte_of_the_event() {
    let setup = Setup::new(ok(), StreamMapping::new());
    setup.put([1, 2]);
    setup.run().await;
    let whole = setup.function.invocations()[0].payload.len();

    for (limit, batches) in [(whole, 1), (whole - 1, 2)] {
        let setup = Setup::new(ok(), StreamMapping::new());
        setup.cloud.limits(|limits| limits.payload = limit);
        setup.put([1, 2]);
        assert_eq!(setup.run().await.len(), batches, "{limit} bytes");
    }
}

#[tokio::test]
async fn a_record_that_fits_into_no_event_is_given_up() {
    let queue = "arn:aws:sqs:eu-west-1:111122223333:lost";
    let setup = Setup::new(ok(), StreamMapping::new().on_failure(queue));
    let large = vec![b'x'; 5 * 1024 * 1024];
    setup.stream.put(KinesisRecord::new("key", large).sequence_number("1"));
    setup.put([2]);
    assert_eq!(setup.run().await, [["2"]]);
    assert_eq!(setup.mapping.discarded()[0].sequence_numbers, ["1"]);
    assert_eq!(setup.checkpoint().as_deref(), Some("2"));
}

#[tokio::test]
async fn keys_choose_the_shard_by_their_md5() {
    let cloud = Cloud::empty();
    let stream = cloud.create_stream(KinesisStream::new("clicks").shards(4));
    // The MD5 sums begin with 0c, 4a, 92 and e1.
    for (key, shard) in [("a", 0), ("c", 1), ("b", 2), ("e", 3)] {
        let placed = stream.put(KinesisRecord::new(key, ""));
        assert_eq!(placed.shard_id, format!("shardId-{shard:012}"), "{key}");
    }
    let placed = stream.put_into("shardId-000000000003", KinesisRecord::new("a", ""));
    assert_eq!(placed.shard_id, "shardId-000000000003");
    assert_eq!(placed.sequence_number.len(), 56);
}

#[tokio::test]
async fn latest_reads_only_what_arrives_later() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("reader"), ok());
    let stream = cloud.create_stream(KinesisStream::new("clicks"));
    let record = |number: &str| KinesisRecord::new("key", "").sequence_number(number);
    stream.put(record("1"));
    cloud.advance(Duration::from_secs(5)).await;
    let middle = cloud.now();
    stream.put(record("2"));
    cloud.advance(Duration::from_secs(5)).await;

    let map = |position| stream.map_to(&function, StreamMapping::new().starting_position(position));
    let all = map(StartingPosition::TrimHorizon);
    let since = map(StartingPosition::AtTimestamp(middle));
    let latest = map(StartingPosition::Latest);
    stream.put(record("3"));
    cloud.run_until_idle().await;

    let delivered = |mapping: &sls_test::cloud::MappedStream| {
        let deliveries = mapping.deliveries().into_iter();
        deliveries.flat_map(|one| one.sequence_numbers).collect::<Vec<_>>()
    };
    assert_eq!(delivered(&all), ["1", "2", "3"]);
    assert_eq!(delivered(&since), ["2", "3"]);
    assert_eq!(delivered(&latest), ["3"]);
}

#[tokio::test]
async fn records_arrive_when_they_say() {
    let setup = Setup::new(ok(), StreamMapping::new());
    let start = setup.cloud.now();
    let later = start + Duration::from_secs(90);
    setup.stream.put(KinesisRecord::new("key", "").sequence_number("1").arrived_at(later));
    setup.cloud.advance(Duration::from_secs(89)).await;
    assert_eq!(setup.delivered().len(), 0);
    setup.run().await;
    assert_eq!(setup.seconds_since(start), [90]);
}

#[tokio::test]
async fn what_the_stream_no_longer_keeps_is_not_read() {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("reader"), ok());
    let stream = cloud.create_stream(KinesisStream::new("clicks"));
    stream.put(KinesisRecord::new("key", "").sequence_number("1"));
    cloud.advance(Duration::from_secs(24 * 60 * 60 + 1)).await;
    stream.put(KinesisRecord::new("key", "").sequence_number("2"));
    assert_eq!(stream.sequence_numbers(SHARD), ["2"]);
    let mapping = stream.map_to(&function, StreamMapping::new());
    cloud.run_until_idle().await;
    assert_eq!(mapping.deliveries()[0].sequence_numbers, ["2"]);
}

#[test]
#[should_panic(expected = "sequence numbers grow within a shard, and 9 is not greater than 10")]
fn sequence_numbers_are_compared_as_numbers() {
    let setup = Setup::new(ok(), StreamMapping::new());
    setup.put([10, 9]);
}

#[test]
fn fresh_sequence_numbers_follow_the_given_ones() {
    let setup = Setup::new(ok(), StreamMapping::new());
    let given = "49601189658422359378836298521827638475320189012309704799";
    setup.stream.put(KinesisRecord::new("key", "").sequence_number(given));
    let next = setup.stream.put(KinesisRecord::new("key", "")).sequence_number;
    assert_eq!(next, "49601189658422359378836298521827638475320189012309704800");
    assert_eq!(setup.stream.latest(), [(SHARD.to_owned(), next)]);
}

#[test]
#[should_panic(expected = "BatchSize is 1 to 10000, and not 0")]
fn settings_have_the_ranges_of_lambda() {
    drop(StreamMapping::new().batch_size(0));
}
