//! How many batches of a queue are in flight.
//!
//! (AWS Lambda developer guide, "Configuring scaling behavior for SQS event source mappings".)

use std::time::Duration;

use sls_test::Cloud;
use sls_test::cloud::DeployedQueueMapping;
use sls_test::platform::{Act, Function, Message, Outcome, QueueMapping, QueueSettings, Script};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A backlog of messages, read one by one by a function that needs 100 s for each.
fn backlog(mapping: QueueMapping, act: impl Into<Act>) -> (Cloud, DeployedQueueMapping) {
    let cloud = Cloud::empty();
    cloud.keep_history(0);
    cloud.limits(|limits| limits.concurrency = 10_000);
    let settings = QueueSettings::new("q").visibility_timeout(seconds(43_200));
    let queue = cloud.create_queue(settings);
    let function = Function::new("f").timeout(seconds(900));
    let function = cloud.add_function(function, Script::always(act));
    let mapping = cloud.map_queue(&queue, &function, mapping.batch_size(1));
    (0..4000).for_each(|_| drop(queue.send("a")));
    (cloud, mapping)
}

/// How many batches may be in flight at the beginning of each minute.
async fn capacities(cloud: &Cloud, mapping: &DeployedQueueMapping, minutes: usize) -> Vec<u32> {
    let mut capacities = Vec::new();
    for _ in 0..minutes {
        cloud.advance(Duration::ZERO).await;
        capacities.push(mapping.capacity());
        cloud.advance(seconds(60)).await;
    }
    capacities
}

#[tokio::test]
async fn there_are_five_at_first_and_three_hundred_more_each_minute_up_to_1250() {
    let slow = Outcome::ok().after(seconds(800));
    let (cloud, mapping) = backlog(QueueMapping::new(), slow);
    let expected = [5, 305, 605, 905, 1205, 1250, 1250];
    assert_eq!(capacities(&cloud, &mapping, 7).await, expected);
    cloud.run_until_idle().await;
    assert_eq!(mapping.deliveries().len(), 4000);
    assert_eq!(mapping.capacity(), 5);
    // The capacity was used: 5 ended at 800 s, 300 at 860 s, and so on.
    let start = mapping.deliveries()[0].ended;
    let first: Vec<_> = mapping.deliveries().iter().map(|one| one.ended).collect();
    assert_eq!(first.iter().filter(|ended| **ended == start).count(), 5);
    assert_eq!(first.iter().filter(|ended| **ended == start + seconds(60)).count(), 300);
}

#[tokio::test]
async fn a_maximum_concurrency_is_never_exceeded() {
    for most in [2, 40] {
        let slow = Outcome::ok().after(seconds(100));
        let (cloud, mapping) = backlog(QueueMapping::new().maximum_concurrency(most), slow);
        let first = most.min(5);
        assert_eq!(capacities(&cloud, &mapping, 3).await, [first, most, most]);
        cloud.advance(seconds(1000)).await;
        let deliveries = mapping.deliveries();
        let at_once = |at| deliveries.iter().filter(|one| one.at <= at && at < one.ended).count();
        let peak = deliveries.iter().map(|one| at_once(one.at)).max();
        assert_eq!(peak, Some(most as usize));
    }
}

#[tokio::test]
async fn errors_scale_down_unless_failures_are_reported() {
    for (mapping, expected) in
        [(QueueMapping::new(), true), (QueueMapping::new().report_batch_item_failures(), false)]
    {
        let fails = Outcome::error("Boom", "no disk").after(seconds(150));
        let (cloud, mapping) = backlog(mapping, fails);
        let capacities = capacities(&cloud, &mapping, 4).await;
        assert_eq!(capacities[..3], [5, 305, 605]);
        assert_eq!(capacities[3] < 905, expected, "{capacities:?}");
    }
}

#[tokio::test]
async fn each_provisioned_poller_has_ten_batches_in_flight() {
    let slow = Outcome::ok().after(seconds(800));
    let (cloud, mapping) = backlog(QueueMapping::new().provisioned_pollers(3, 5), slow);
    assert_eq!(capacities(&cloud, &mapping, 3).await, [30, 50, 50]);
}

#[tokio::test]
async fn of_a_fifo_queue_no_more_batches_are_in_flight_than_there_are_groups() {
    let cloud = Cloud::empty();
    let settings = QueueSettings::new("q.fifo").content_based_deduplication();
    let queue = cloud.create_queue(settings);
    let slow = Script::always(Outcome::ok().after(seconds(1)));
    let function = cloud.add_function(Function::new("f"), slow);
    let mapping = cloud.map_queue(&queue, &function, QueueMapping::new().batch_size(1));
    for number in 0..30 {
        let mut message = Message::new(number.to_string());
        message.group_id = Some((number % 3).to_string());
        queue.send_message(message);
    }
    cloud.run_until_idle().await;
    let deliveries = mapping.deliveries();
    assert_eq!(deliveries.len(), 30);
    let at_once = |at| deliveries.iter().filter(|one| one.at <= at && at < one.ended).count();
    assert_eq!(deliveries.iter().map(|one| at_once(one.at)).max(), Some(3));
}
