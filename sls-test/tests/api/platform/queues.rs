//! Standard queues and the mappings that read them.
//!
//! (AWS Lambda developer guide, "Using Lambda with Amazon SQS" and "Handling errors for an SQS event
//! source in Lambda"; Amazon SQS developer guide, "Amazon SQS visibility timeout" and "Using
//! dead-letter queues in Amazon SQS".)

use std::time::{Duration, SystemTime};

use serde_json::json;
use sls_test::Cloud;
use sls_test::cloud::{DeployedFunction, DeployedQueue, DeployedQueueMapping};
use sls_test::platform::{
    BatchDelivery, Call, Function, Message, MessageState, Outcome, QueueMapping, QueueSettings,
    Script,
};

/// A queue that a function reads, and its dead-letter queue, which takes what was received 3 times.
struct Scene {
    cloud: Cloud,
    queue: DeployedQueue,
    dead: DeployedQueue,
    function: DeployedFunction,
    mapping: DeployedQueueMapping,
    start: SystemTime,
}

impl Scene {
    fn new(mapping: QueueMapping, script: Script) -> Self {
        let cloud = Cloud::empty();
        let dead = cloud.create_queue(QueueSettings::new("dead"));
        let queue = cloud.create_queue(QueueSettings::new("q").redrive_policy(dead.arn(), 3));
        let function = cloud.add_function(Function::new("f"), script);
        let mapping = cloud.map_queue(&queue, &function, mapping);
        let start = cloud.now();
        Self { cloud, queue, dead, function, mapping, start }
    }

    /// When each delivery began, after the start, in seconds, and how many messages it had.
    fn timetable(&self) -> Vec<(u64, usize)> {
        let seconds = |delivery: &BatchDelivery| {
            delivery.at.duration_since(self.start).unwrap_or_default().as_secs()
        };
        let deliveries = self.mapping.deliveries();
        deliveries.iter().map(|one| (seconds(one), one.records.len())).collect()
    }

    fn is_empty(&self) -> bool {
        self.queue.messages().is_empty() && self.dead.messages().is_empty()
    }
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ids(call: &Call) -> Vec<String> {
    let event = call.json();
    let records = event["Records"].as_array().into_iter().flatten();
    records.filter_map(|record| record["messageId"].as_str().map(str::to_owned)).collect()
}

fn fails() -> Outcome {
    Outcome::error("Boom", "no disk")
}

#[tokio::test]
async fn a_batch_that_succeeds_is_deleted() {
    let scene = Scene::new(QueueMapping::new(), Script::always(Outcome::ok()));
    let sent: Vec<_> = (0..25).map(|n| scene.queue.send(n.to_string())).collect();
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.timetable(), [(0, 10), (0, 10), (0, 5)]);
    let delivered: Vec<_> =
        scene.mapping.deliveries().into_iter().flat_map(|one| one.records).collect();
    assert_eq!(delivered, sent);
    assert!(scene.is_empty());
}

#[tokio::test]
async fn the_event_has_what_the_queue_knows_of_the_message() {
    let scene = Scene::new(QueueMapping::new(), Script::new([fails()]));
    let mut message = Message::new(r#"{"a":1}"#);
    message.attributes.insert("n".to_owned(), attribute("Number", "6"));
    message.attributes.insert("b".to_owned(), attribute("Binary", "AQID"));
    let id = scene.queue.send_message(message);
    scene.cloud.run_until_idle().await;

    let invoked = scene.function.invocations();
    let [first, second] = [0, 1].map(|at| invoked[at].json()["Records"][0].clone());
    assert_eq!(first["messageId"], id);
    assert_eq!(first["body"], r#"{"a":1}"#);
    assert_eq!(first["eventSourceARN"], scene.queue.arn());
    assert_eq!(first["messageAttributes"]["n"]["stringValue"], "6");
    assert_eq!(first["messageAttributes"]["b"]["binaryValue"], "AQID");
    assert_eq!(first["attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(second["attributes"]["ApproximateReceiveCount"], "2");
    for same in ["SentTimestamp", "ApproximateFirstReceiveTimestamp", "SenderId"] {
        assert_eq!(first["attributes"][same], second["attributes"][same], "{same}");
    }
    assert_ne!(first["receiptHandle"], second["receiptHandle"]);
}

fn attribute(data_type: &str, value: &str) -> sls_test::platform::Attribute {
    sls_test::platform::Attribute::new(data_type, value)
}

#[tokio::test]
async fn a_failed_batch_comes_again_when_its_visibility_timeout_is_over() {
    for failure in [fails(), Outcome::Timeout, Outcome::Crash] {
        let scene = Scene::new(QueueMapping::new(), Script::new([failure]));
        scene.queue.send("a");
        scene.queue.send("b");
        scene.cloud.advance(seconds(29)).await;
        assert_eq!(scene.timetable(), [(0, 2)]);
        assert_eq!(scene.queue.messages()[1].state, MessageState::InFlight);
        scene.cloud.run_until_idle().await;
        assert_eq!(scene.timetable(), [(0, 2), (30, 2)]);
        assert!(scene.is_empty());
        let [first, second] = <[_; 2]>::try_from(scene.mapping.deliveries()).unwrap();
        assert_ne!(first.request_id, second.request_id);
        assert_eq!((first.failed.len(), second.failed.len()), (2, 0));
    }
}

#[tokio::test]
async fn a_message_goes_to_the_dead_letter_queue_at_the_receive_after_the_last_allowed() {
    let scene = Scene::new(QueueMapping::new(), Script::always(fails()));
    let id = scene.queue.send("poison");
    scene.cloud.advance(seconds(89)).await;
    assert_eq!(scene.timetable(), [(0, 1), (30, 1), (60, 1)]);
    assert!(scene.dead.messages().is_empty());

    scene.cloud.run_until_idle().await;
    assert_eq!(scene.cloud.now(), scene.start + seconds(90));
    assert_eq!(scene.timetable().len(), 3);
    let dead = scene.dead.messages();
    assert_eq!((&*dead[0].message_id, dead[0].body()), (&*id, "poison"));
    assert_eq!(dead[0].dead_letter_source.as_deref(), Some(scene.queue.arn()));
    assert_eq!(dead[0].state, MessageState::Visible);
    assert!(scene.queue.messages().is_empty());
}

#[tokio::test]
async fn without_a_redrive_policy_a_message_comes_until_it_is_too_old() {
    let cloud = Cloud::empty();
    let settings = QueueSettings::new("q").message_retention_period(seconds(100));
    let queue = cloud.create_queue(settings);
    let function = cloud.add_function(Function::new("f"), Script::always(fails()));
    let mapping = cloud.map_queue(&queue, &function, QueueMapping::new());
    queue.send("poison");
    cloud.run_until_idle().await;
    assert_eq!(mapping.deliveries().len(), 4);
    cloud.advance(seconds(100)).await;
    assert!(queue.messages().is_empty());
    assert_eq!(mapping.deliveries().len(), 4);
}

/// What a reply to the messages `a`, `b` and `c` leaves in the queue, with and without reports.
async fn left(
    mapping: QueueMapping,
    reply: impl Fn(&[String]) -> Outcome + Send + 'static,
) -> String {
    let scene = Scene::new(mapping, Script::by(move |call: &Call| reply(&ids(call))));
    ["a", "b", "c"].iter().for_each(|body| drop(scene.queue.send(*body)));
    scene.cloud.advance(seconds(1)).await;
    scene.queue.messages().iter().map(|message| message.body()).collect()
}

#[tokio::test]
async fn messages_that_are_reported_stay_and_the_others_are_deleted() {
    let reports = || QueueMapping::new().report_batch_item_failures();
    assert_eq!(left(reports(), |ids| Outcome::batch_item_failures([&ids[1]])).await, "b");
    assert_eq!(left(reports(), |ids| Outcome::batch_item_failures([&ids[2], &ids[0]])).await, "ac");
}

#[tokio::test]
async fn a_reply_that_reports_nothing_is_full_success() {
    for reply in [
        r#""""#,
        "null",
        "{}",
        "[]",
        r#"{"batchItemFailures":null}"#,
        r#"{"batchItemFailures":[]}"#,
    ] {
        let mapping = QueueMapping::new().report_batch_item_failures();
        assert_eq!(left(mapping, move |_| Outcome::raw(reply)).await, "", "{reply}");
    }
}

#[tokio::test]
async fn a_reply_that_names_no_message_of_the_batch_is_full_failure() {
    for reply in [
        r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
        r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
        r#"{"batchItemFailures":[{"foo":"x"}]}"#,
        r#"{"batchItemFailures":[{"itemIdentifier":"unknown"}]}"#,
        r#"{"batchItemFailures":{}}"#,
        "no JSON",
    ] {
        let mapping = QueueMapping::new().report_batch_item_failures();
        assert_eq!(left(mapping, move |_| Outcome::raw(reply)).await, "abc", "{reply}");
    }
    let known_and_unknown = |ids: &[String]| Outcome::batch_item_failures([&*ids[0], "unknown"]);
    let mapping = QueueMapping::new().report_batch_item_failures();
    assert_eq!(left(mapping, known_and_unknown).await, "abc");
}

#[tokio::test]
async fn without_reports_the_content_of_a_reply_is_ignored() {
    assert_eq!(left(QueueMapping::new(), |ids| Outcome::batch_item_failures(ids)).await, "");
    assert_eq!(left(QueueMapping::new(), |_| Outcome::raw("no JSON")).await, "");
}

#[tokio::test]
async fn a_window_collects_until_it_is_over_or_the_batch_is_full() {
    let mapping = QueueMapping::new().batch_size(3).maximum_batching_window(seconds(5));
    let scene = Scene::new(mapping, Script::always(Outcome::ok()));
    for _ in 0..2 {
        scene.queue.send("early");
        scene.cloud.advance(seconds(2)).await;
    }
    scene.cloud.advance(seconds(2)).await;
    assert_eq!(scene.timetable(), [(5, 2)]);
    (0..4).for_each(|_| drop(scene.queue.send("late")));
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.timetable(), [(5, 2), (6, 3), (11, 1)]);
    let event = scene.function.invocations()[0].json();
    assert!(event["Records"][0].as_object().unwrap().contains_key("md5OfMessageAttributes"));
    assert!(event["Records"][0]["md5OfMessageAttributes"].is_null());
}

#[tokio::test]
async fn at_low_traffic_a_window_takes_twenty_seconds() {
    let mapping = QueueMapping::new().maximum_batching_window(seconds(5)).low_traffic();
    let scene = Scene::new(mapping, Script::always(Outcome::ok()));
    scene.queue.send("a");
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.timetable(), [(20, 1)]);
}

#[tokio::test]
async fn a_window_and_the_function_may_outlast_the_visibility_timeout() {
    let mapping = QueueMapping::new().maximum_batching_window(seconds(28));
    let scene = Scene::new(mapping, Script::new([fails()]));
    scene.queue.send("a");
    // 28 and 3 seconds are more than the queue's 30, so it becomes 28 + 3 + 30.
    scene.cloud.advance(seconds(60)).await;
    assert_eq!(scene.queue.messages()[0].visible_at, scene.start + seconds(61));
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.timetable(), [(28, 1), (89, 1)]);
}

#[tokio::test]
async fn an_event_does_not_exceed_the_payload_limit() {
    let mapping = QueueMapping::new();
    let scene = Scene::new(mapping, Script::always(Outcome::ok()));
    let body = "x".repeat(1024 * 1024);
    (0..8).for_each(|_| drop(scene.queue.send(&*body)));
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.timetable(), [(0, 5), (0, 3)]);
    let lengths: Vec<_> =
        scene.function.invocations().iter().map(|one| one.payload.len()).collect();
    assert!(lengths.iter().all(|length| *length <= 6_291_556), "{lengths:?}");
    assert!(scene.queue.try_send(Message::new(body + "x")).is_err());
}

#[tokio::test]
async fn a_throttle_consumes_a_receive_and_is_tried_again_while_the_messages_are_hidden() {
    let scene = Scene::new(
        QueueMapping::new(),
        Script::always(Outcome::ok().after(Duration::from_millis(2900))),
    );
    let cloud = &scene.cloud;
    let function = Function::new("f").reserved_concurrency(0);
    cloud.add_function(function, Script::always(Outcome::ok()));
    let id = scene.queue.send("good");
    cloud.advance(seconds(31)).await;
    // 0, 1, 3, 7 and 15 s; the next would be at 31 s, when the message is visible again.
    let refused: Vec<_> = scene.timetable().iter().map(|(at, _)| *at).collect();
    assert_eq!(refused[..6], [0, 1, 3, 7, 15, 30]);
    assert_eq!(scene.queue.messages()[0].receive_count, 2);
    cloud.run_until_idle().await;
    assert_eq!(scene.dead.messages()[0].message_id, id);
    assert!(scene.function.invocations().is_empty());
    assert!(scene.mapping.deliveries().iter().all(|one| one.outcome == Outcome::Throttled));
}

#[tokio::test]
async fn a_mapping_is_refused_if_messages_would_come_back_while_the_function_runs() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(QueueSettings::new("q"));
    let slow = Function::new("slow").timeout(seconds(60));
    let function = cloud.add_function(slow, Script::always(Outcome::ok()));
    let refused = cloud.try_map_queue(&queue, &function, QueueMapping::new()).unwrap_err();
    assert_eq!(
        refused,
        "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"
    );
}

#[tokio::test]
async fn settings_out_of_range_are_refused() {
    let cloud = Cloud::empty();
    let standard = cloud.create_queue(QueueSettings::new("q"));
    let fifo = cloud.create_queue(QueueSettings::new("q.fifo"));
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    let new = QueueMapping::new;
    let check = |queue, mapping, accepted| {
        let result = cloud.try_map_queue(queue, &function, mapping);
        assert_eq!(result.is_ok(), accepted, "{result:?}");
        result.into_iter().for_each(|mapping| mapping.delete());
    };
    check(&standard, new().batch_size(0), false);
    check(&standard, new().batch_size(11), false);
    check(&standard, new().batch_size(11).maximum_batching_window(seconds(1)), true);
    check(&standard, new().batch_size(10_000).maximum_batching_window(seconds(300)), true);
    check(&standard, new().batch_size(10_001).maximum_batching_window(seconds(300)), false);
    check(&standard, new().maximum_batching_window(seconds(301)), false);
    check(&standard, new().maximum_concurrency(1), false);
    check(&standard, new().maximum_concurrency(1001), false);
    check(&standard, new().provisioned_pollers(1, 200), false);
    check(&standard, new().provisioned_pollers(2, 2001), false);
    check(&standard, new().provisioned_pollers(2, 200).maximum_concurrency(2), false);
    check(&fifo, new().batch_size(10), true);
    check(&fifo, new().batch_size(11), false);
    check(&fifo, new().maximum_batching_window(seconds(1)), false);
}

#[tokio::test]
async fn what_is_in_flight_when_a_mapping_is_deleted_comes_back() {
    let slow = Outcome::ok().after(seconds(2));
    let scene = Scene::new(QueueMapping::new(), Script::always(slow));
    scene.queue.send("a");
    scene.cloud.advance(seconds(1)).await;
    scene.mapping.delete();
    scene.cloud.run_until_idle().await;
    scene.cloud.advance(seconds(30)).await;
    assert_eq!(scene.queue.messages()[0].state, MessageState::Visible);
    assert_eq!(scene.function.invocations().len(), 1);
}

#[tokio::test]
async fn a_disabled_mapping_reads_nothing_until_it_is_enabled() {
    let scene = Scene::new(QueueMapping::new(), Script::always(Outcome::ok()));
    scene.mapping.disable();
    scene.queue.send("a");
    scene.cloud.run_until_idle().await;
    assert!(scene.function.invocations().is_empty());
    scene.mapping.enable();
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.function.invocations().len(), 1);
    assert!(scene.is_empty());
}

#[tokio::test]
async fn a_delay_hides_a_new_message() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(QueueSettings::new("q").delay(seconds(5)));
    queue.send("a");
    let mut message = Message::new("b");
    message.delay = seconds(7);
    queue.send_message(message);
    assert!(queue.receive(10).is_empty());
    cloud.advance(seconds(5)).await;
    assert_eq!(queue.receive(10).len(), 1);
    cloud.advance(seconds(2)).await;
    assert_eq!(queue.receive(10)[0].body(), "b");
}

#[tokio::test]
async fn a_handle_is_worth_nothing_after_the_message_was_received_again() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(QueueSettings::new("q"));
    queue.send("a");
    let first = queue.receive(1)[0].receipt_handle.clone().unwrap();
    cloud.advance(seconds(30)).await;
    let second = queue.receive(1)[0].receipt_handle.clone().unwrap();
    assert!(!queue.delete(&first));
    assert!(!queue.change_visibility(&first, seconds(60)));
    assert!(queue.change_visibility(&second, seconds(60)));
    cloud.advance(seconds(59)).await;
    assert!(queue.receive(1).is_empty());
    assert!(queue.delete(&second));
    assert!(queue.messages().is_empty());
}

#[tokio::test]
async fn a_long_poll_ends_with_the_first_message_or_when_its_time_is_over() {
    let cloud = Cloud::empty();
    let start = cloud.now();
    let queue = cloud.create_queue(QueueSettings::new("q").delay(seconds(5)));
    assert!(queue.receive_within(1, seconds(20)).await.is_empty());
    assert_eq!(cloud.now(), start + seconds(20));
    queue.send("a");
    assert_eq!(queue.receive_within(1, seconds(20)).await.len(), 1);
    assert_eq!(cloud.now(), start + seconds(25));
}

#[tokio::test]
async fn a_dead_letter_of_a_standard_queue_ages_from_when_it_was_first_sent() {
    let cloud = Cloud::empty();
    let day = seconds(86_400);
    let dead = cloud.create_queue(QueueSettings::new("dead"));
    let queue = cloud.create_queue(QueueSettings::new("q").redrive_policy(dead.arn(), 1));
    queue.send("a");
    assert_eq!(queue.receive(1).len(), 1);
    cloud.advance(day).await;
    assert!(queue.receive(1).is_empty());
    cloud.advance(3 * day - seconds(1)).await;
    assert_eq!(dead.messages().len(), 1);
    cloud.advance(seconds(1)).await;
    assert!(dead.messages().is_empty());
}

#[tokio::test]
async fn a_message_of_a_standard_queue_may_come_again_although_it_was_handled() {
    let cloud = Cloud::empty();
    let settings = QueueSettings::new("q").duplicates_per_million(500_000);
    let queue = cloud.create_queue(settings);
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    let mapping = cloud.map_queue(&queue, &function, QueueMapping::new());
    (0..100).for_each(|n| drop(queue.send(n.to_string())));
    cloud.run_until_idle().await;
    let delivered: usize = mapping.deliveries().iter().map(|one| one.records.len()).sum();
    assert!((150..300).contains(&delivered), "{delivered}");
    assert!(mapping.deliveries().iter().all(|one| one.failed.is_empty()));
    assert!(queue.messages().is_empty());
}

#[tokio::test]
async fn a_queue_takes_what_a_function_is_given_up_with() {
    let cloud = Cloud::empty();
    let dead = cloud.create_queue(QueueSettings::new("dead"));
    let other = cloud.add_function(Function::new("other"), Script::always(Outcome::ok()));
    cloud.map_queue(&dead, &other, QueueMapping::new());
    dead.send_json(&json!({"version": "1.0"}));
    cloud.run_until_idle().await;
    assert_eq!(other.invocations()[0].json()["Records"][0]["body"], r#"{"version":"1.0"}"#);
}

#[tokio::test]
async fn messages_that_match_no_filter_are_deleted_unseen() {
    let matrix = [
        // JSON, and a pattern of an object.
        (r#"{"body":{"a":[1]}}"#, r#"{"a":1}"#, true),
        (r#"{"body":{"a":[1]}}"#, r#"{"a":2}"#, false),
        // JSON, and a pattern of strings.
        (r#"{"body":["x"]}"#, r#"{"a":1}"#, false),
        // JSON, and a pattern of something else.
        (r#"{"messageAttributes":{"n":{"stringValue":["6"]}}}"#, r#"{"a":1}"#, true),
        // Text, and a pattern of strings.
        (r#"{"body":["hello","bye"]}"#, "bye", true),
        (r#"{"body":["hello","bye"]}"#, "good", false),
        // Text, and a pattern of an object.
        (r#"{"body":{"a":[1]}}"#, "hello", false),
    ];
    for (pattern, body, passes) in matrix {
        let mapping = QueueMapping::new().filter(pattern);
        let scene = Scene::new(mapping, Script::always(Outcome::ok()));
        let mut message = Message::new(body);
        message.attributes.insert("n".to_owned(), attribute("Number", "6"));
        scene.queue.send_message(message);
        scene.cloud.run_until_idle().await;
        assert_eq!(scene.function.invocations().len(), usize::from(passes), "{pattern} {body}");
        assert!(scene.is_empty());
    }
}

#[tokio::test]
async fn a_batch_is_filled_with_what_passes() {
    let mapping = QueueMapping::new().filter(r#"{"body":["a"]}"#).filter(r#"{"body":["b"]}"#);
    let scene = Scene::new(mapping.batch_size(2), Script::always(Outcome::ok()));
    ["a", "x", "b", "x", "x", "a"].iter().for_each(|body| drop(scene.queue.send(*body)));
    scene.cloud.run_until_idle().await;
    assert_eq!(scene.timetable(), [(0, 2), (0, 1)]);
    assert!(scene.is_empty());
}

#[tokio::test]
async fn filters_that_are_none_or_too_many_are_refused() {
    let scene = Scene::new(QueueMapping::new(), Script::always(Outcome::ok()));
    let map = |mapping| scene.cloud.try_map_queue(&scene.queue, &scene.function, mapping);
    let refused = map(QueueMapping::new().filter(r#"{"body":"x"}"#)).unwrap_err();
    assert!(refused.starts_with("Invalid filter pattern definition."), "{refused}");
    let many =
        |count| (0..count).fold(QueueMapping::new(), |one, _| one.filter(r#"{"body":["x"]}"#));
    assert!(map(many(5)).is_ok());
    assert!(map(many(6)).is_err());
}
