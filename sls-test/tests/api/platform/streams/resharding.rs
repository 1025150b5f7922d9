//! Shards that become others: parents before children.

use std::time::Duration;

use sls_test::Cloud;
use sls_test::cloud::{DataStream, MappedStream};
use sls_test::event::KinesisRecord;
use sls_test::platform::{Function, KinesisStream, Outcome, Script, StreamMapping};

use super::SHARD;

fn record(key: &str, number: u32) -> KinesisRecord {
    KinesisRecord::new(key, "").sequence_number(number.to_string())
}

fn setup(script: Script, shards: u64) -> (Cloud, DataStream, MappedStream) {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("reader"), script);
    let stream = cloud.create_stream(KinesisStream::new("clicks").shards(shards));
    let mapping = stream.map_to(&function, StreamMapping::new());
    (cloud, stream, mapping)
}

fn order(mapping: &MappedStream) -> Vec<(String, Vec<String>)> {
    let deliveries = mapping.deliveries().into_iter();
    deliveries.map(|one| (one.shard_id, one.sequence_numbers)).collect()
}

#[tokio::test]
async fn children_wait_until_their_parent_is_done() {
    let script = Script::new([Outcome::Crash, Outcome::Crash]);
    let (cloud, stream, mapping) = setup(script, 1);
    stream.put(record("a", 1));
    let children = stream.split(SHARD);
    assert_eq!(children, ["shardId-000000000001", "shardId-000000000002"]);
    // MD5 sums in the lower and in the upper half.
    assert_eq!(stream.put(record("a", 2)).shard_id, children[0]);
    assert_eq!(stream.put(record("b", 3)).shard_id, children[1]);
    cloud.advance(Duration::from_secs(2)).await;
    assert!(order(&mapping).iter().all(|(shard, _)| shard == SHARD));

    cloud.run_until_idle().await;
    let delivered = order(&mapping).split_off(3);
    let expected = [(&children[0], "2"), (&children[1], "3")];
    assert_eq!(delivered, expected.map(|(shard, one)| (shard.clone(), vec![one.to_owned()])));
}

#[tokio::test]
async fn a_merged_shard_waits_for_both_parents() {
    let script = Script::new([Outcome::Crash]);
    let (cloud, stream, mapping) = setup(script, 2);
    let parents = stream.shard_ids();
    stream.put_into(&parents[0], record("a", 1));
    stream.put_into(&parents[1], record("b", 2));
    let child = stream.merge(&parents[1], &parents[0]);
    stream.put(record("a", 3));
    cloud.run_until_idle().await;
    let delivered = order(&mapping);
    assert_eq!(delivered.last(), Some(&(child, vec!["3".to_owned()])));
    assert_eq!(delivered.len(), 4);
}

#[tokio::test]
async fn grandchildren_wait_as_well() {
    let (cloud, stream, mapping) = setup(Script::always(Outcome::ok()), 1);
    let children = stream.split(SHARD);
    let child = stream.merge(&children[0], &children[1]);
    stream.put(record("a", 1));
    cloud.run_until_idle().await;
    assert_eq!(order(&mapping), [(child, vec!["1".to_owned()])]);
}

#[tokio::test]
#[should_panic(expected = "shardId-000000000000 was split or merged and takes no records")]
async fn closed_shards_take_no_records() {
    let (_cloud, stream, _mapping) = setup(Script::always(Outcome::ok()), 1);
    stream.split(SHARD);
    stream.put_into(SHARD, record("a", 1));
}

#[tokio::test]
#[should_panic(expected = "are no neighbours")]
async fn only_neighbours_merge() {
    let (_cloud, stream, _mapping) = setup(Script::always(Outcome::ok()), 3);
    let ids = stream.shard_ids();
    stream.merge(&ids[0], &ids[2]);
}
