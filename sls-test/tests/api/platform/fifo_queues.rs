//! FIFO queues: order, groups that block, and messages that are taken once.
//!
//! (Amazon SQS developer guide, "FIFO queue delivery logic in Amazon SQS"; AWS Lambda developer
//! guide, "Using Lambda with Amazon SQS" and "Handling errors for an SQS event source in Lambda".)

use std::time::Duration;

use sls_test::Cloud;
use sls_test::cloud::DeployedQueue;
use sls_test::platform::{Call, Function, Message, Outcome, QueueMapping, QueueSettings, Script};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn settings() -> QueueSettings {
    QueueSettings::new("q.fifo").content_based_deduplication()
}

/// Sends `a1` to group `a`, and so on.
fn send(queue: &DeployedQueue, bodies: &[&str]) {
    for body in bodies {
        let mut message = Message::new(*body);
        message.group_id = Some(body[..1].to_owned());
        queue.send_message(message);
    }
}

fn bodies(event: &serde_json::Value) -> Vec<String> {
    let records = event["Records"].as_array().into_iter().flatten();
    records.filter_map(|record| record["body"].as_str().map(str::to_owned)).collect()
}

/// When each invocation began, in seconds, and which messages it had.
async fn play(mapping: QueueMapping, script: Script, sent: &[&str]) -> Vec<(u64, String)> {
    let cloud = Cloud::empty();
    let start = cloud.now();
    let dead = cloud.create_queue(QueueSettings::new("dead.fifo"));
    let queue = cloud.create_queue(settings().redrive_policy(dead.arn(), 2));
    let function = cloud.add_function(Function::new("f"), script);
    cloud.map_queue(&queue, &function, mapping);
    send(&queue, sent);
    cloud.run_until_idle().await;
    let mut invocations = function.invocations();
    invocations.sort_by_key(|one| one.at);
    let entry = |one: &sls_test::platform::Invoked| {
        (one.at.duration_since(start).unwrap_or_default().as_secs(), bodies(&one.json()).join(" "))
    };
    let mut timetable: Vec<_> = invocations.iter().map(entry).collect();
    for message in dead.messages() {
        timetable.push((u64::MAX, format!("dead {}", message.body())));
    }
    timetable
}

fn table(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected.iter().map(|(at, text)| (*at, (*text).to_owned())).collect()
}

#[tokio::test]
async fn a_group_has_one_batch_in_flight_and_others_go_on() {
    let slow = || Script::always(Outcome::ok().after(seconds(1)));
    let mapping = QueueMapping::new().batch_size(2);
    let sent = ["a1", "a2", "a3", "b1", "b2"];
    let expected = [(0, "a1 a2"), (0, "b1 b2"), (1, "a3")];
    assert_eq!(play(mapping, slow(), &sent).await, table(&expected));
}

#[tokio::test]
async fn a_batch_may_mix_groups() {
    let script = Script::always(Outcome::ok());
    let played = play(QueueMapping::new(), script, &["a1", "b1", "a2", "c1"]).await;
    assert_eq!(played, table(&[(0, "a1 a2 b1 c1")]));
}

#[tokio::test]
async fn a_failing_group_blocks_itself_until_its_messages_are_visible_and_others_go_on() {
    let fails_once = Script::by(|call: &Call| match &bodies(&call.json())[0][..1] {
        "a" if call.number == 1 => Outcome::error("Boom", "no disk"),
        _ => Outcome::ok(),
    });
    let mapping = QueueMapping::new().batch_size(1);
    let played = play(mapping, fails_once, &["a1", "a2", "b1", "b2"]).await;
    assert_eq!(played, table(&[(0, "a1"), (0, "b1"), (0, "b2"), (30, "a1"), (30, "a2")]));
}

#[tokio::test]
async fn a_poison_message_becomes_a_dead_letter_and_its_group_goes_on_after_it() {
    let fails = Script::by(|call: &Call| match bodies(&call.json()).contains(&"a1".to_owned()) {
        true => Outcome::error("Boom", "no disk"),
        false => Outcome::ok(),
    });
    let played = play(QueueMapping::new().batch_size(1), fails, &["a1", "a2"]).await;
    let expected = [(0, "a1"), (30, "a1"), (60, "a2"), (u64::MAX, "dead a1")];
    assert_eq!(played, table(&expected));
}

/// Reports the messages with these bodies, each time.
fn reports(failing: &'static [&'static str]) -> Script {
    Script::by(move |call: &Call| {
        let event = call.json();
        let records = event["Records"].as_array().into_iter().flatten();
        let failed = records.filter(|one| failing.iter().any(|body| one["body"] == *body));
        if call.number > 1 {
            return Outcome::ok();
        }
        Outcome::batch_item_failures(failed.filter_map(|one| one["messageId"].as_str()))
    })
}

#[tokio::test]
async fn everything_that_is_not_reported_is_deleted() {
    let mapping = || QueueMapping::new().report_batch_item_failures();
    // The function stops at a1 and reports it with everything after it, of its group or of all.
    let played = play(mapping(), reports(&["a1", "a2"]), &["a1", "a2", "b1"]).await;
    assert_eq!(played, table(&[(0, "a1 a2 b1"), (30, "a1 a2")]));
    let played = play(mapping(), reports(&["a1", "a2", "b1"]), &["a1", "a2", "b1"]).await;
    assert_eq!(played, table(&[(0, "a1 a2 b1"), (30, "a1 a2 b1")]));
    // A function that reports a1 alone has lost the order: a2 is gone.
    let played = play(mapping(), reports(&["a1"]), &["a1", "a2", "b1"]).await;
    assert_eq!(played, table(&[(0, "a1 a2 b1"), (30, "a1")]));
}

#[tokio::test]
async fn a_message_that_is_sent_again_within_five_minutes_is_the_same_message() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(QueueSettings::new("q.fifo"));
    let message = |body: &str| {
        let mut message = Message::new(body);
        message.group_id = Some("g".to_owned());
        message.deduplication_id = Some("once".to_owned());
        message
    };
    let first = queue.send_message(message("a"));
    cloud.advance(seconds(299)).await;
    assert_eq!(queue.send_message(message("b")), first);
    // Also when it was deleted meanwhile.
    let received = queue.receive(1);
    assert!(queue.delete(received[0].receipt_handle.as_deref().unwrap()));
    assert_eq!(queue.send_message(message("c")), first);
    assert!(queue.messages().is_empty());
    cloud.advance(seconds(1)).await;
    assert_ne!(queue.send_message(message("d")), first);
    assert_eq!(queue.messages()[0].body(), "d");
}

#[tokio::test]
async fn a_queue_makes_deduplication_ids_of_bodies_if_it_is_told_to() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(settings());
    send(&queue, &["a1", "a1", "a2"]);
    let messages = queue.messages();
    assert_eq!(messages.len(), 2);
    // SHA-256 of `a1`.
    assert_eq!(
        messages[0].content.deduplication_id.as_deref(),
        Some("f55ff16f66f43360266b95db6f8fec01d76031054306ae4a4b380598f6cfd114")
    );
    assert!(messages[0].sequence_number < messages[1].sequence_number);
    assert_eq!(messages[0].sequence_number.as_ref().map(String::len), Some(20));
}

#[tokio::test]
async fn a_message_without_what_a_fifo_queue_needs_is_refused() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(QueueSettings::new("q.fifo"));
    let check = |message: Message, missing: &str| {
        let refused = queue.try_send(message).unwrap_err();
        assert!(refused.contains(missing), "{refused}");
    };
    check(Message::new("a"), "MessageGroupId");
    let mut message = Message::new("a");
    message.group_id = Some("g".to_owned());
    check(message.clone(), "MessageDeduplicationId");
    message.delay = seconds(1);
    check(message, "DelaySeconds");
}

#[tokio::test]
async fn a_message_of_a_fifo_queue_cannot_be_deleted_after_its_visibility_timeout() {
    let cloud = Cloud::empty();
    let queue = cloud.create_queue(settings());
    send(&queue, &["a1"]);
    let handle = queue.receive(1)[0].receipt_handle.clone().unwrap();
    cloud.advance(seconds(30)).await;
    assert!(!queue.delete(&handle));
}

#[tokio::test]
async fn a_dead_letter_of_a_fifo_queue_is_as_old_as_its_move() {
    let cloud = Cloud::empty();
    let day = seconds(86_400);
    let dead = cloud.create_queue(QueueSettings::new("dead.fifo"));
    let queue = cloud.create_queue(settings().redrive_policy(dead.arn(), 1));
    send(&queue, &["a1"]);
    assert_eq!(queue.receive(1).len(), 1);
    cloud.advance(day).await;
    assert!(queue.receive(1).is_empty());
    cloud.advance(4 * day - seconds(1)).await;
    assert_eq!(dead.messages().len(), 1);
    cloud.advance(seconds(1)).await;
    assert!(dead.messages().is_empty());
}

#[tokio::test]
#[should_panic(expected = "the dead-letter queue of a FIFO queue has to be one as well")]
async fn the_dead_letter_queue_of_a_fifo_queue_is_one() {
    let cloud = Cloud::empty();
    let dead = cloud.create_queue(QueueSettings::new("dead"));
    cloud.create_queue(settings().redrive_policy(dead.arn(), 1));
}
