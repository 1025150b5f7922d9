//! What SNS delivers to whom, and how often it tries.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::Cloud;
use sls_test::cloud::{DeployedFunction, DeployedTopic};
use sls_test::platform::{
    Attribute, Function, Message, Outcome, Script, SubscriptionSettings, TopicSettings,
};

const SECOND: Duration = Duration::from_secs(1);

fn cloud() -> (Cloud, DeployedFunction, DeployedTopic) {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    let topic = cloud.create_topic(TopicSettings::new("orders"));
    (cloud, function, topic)
}

fn with(text: &str, name: &str, data_type: &str, value: &str) -> Message {
    let mut message = Message::new(text);
    message.attributes.insert(name.to_owned(), Attribute::new(data_type, value));
    message
}

/// What reached a function, by the texts of the messages.
fn texts(function: &DeployedFunction) -> Vec<String> {
    let text = |event: Value| event["Records"][0]["Sns"]["Message"].as_str().map(str::to_owned);
    function.invocations().iter().filter_map(|one| text(one.json())).collect()
}

#[tokio::test]
async fn delivers_each_message_in_an_event_of_its_own() {
    let (cloud, function, topic) = cloud();
    let subscription = topic.subscribe(SubscriptionSettings::to(function.arn()));
    let mut message = with("one", "kind", "String", "new");
    message.subject = Some("hello".to_owned());
    let id = topic.publish_message(message);
    topic.publish("two");
    cloud.run_until_idle().await;
    let events: Vec<_> = function.invocations().iter().map(|one| one.json()).collect();
    assert_eq!(events.len(), 2);
    let record = &events[0]["Records"][0];
    assert_eq!(events[0]["Records"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["EventSubscriptionArn"], subscription);
    assert_eq!(record["Sns"]["MessageId"], id);
    assert_eq!(record["Sns"]["TopicArn"], topic.arn());
    assert_eq!(record["Sns"]["Subject"], "hello");
    assert_eq!(
        record["Sns"]["MessageAttributes"],
        json!({"kind": {"Type": "String", "Value": "new"}})
    );
    assert_eq!(record["Sns"]["SignatureVersion"], "1");
    assert!(
        record["Sns"]["SigningCertUrl"].is_string() && record["Sns"]["UnsubscribeUrl"].is_string()
    );
    assert_eq!(events[1]["Records"][0]["Sns"]["Subject"], Value::Null);
    assert_eq!(events[1]["Records"][0]["Sns"]["MessageAttributes"], json!({}));
}

#[tokio::test]
async fn leaves_errors_of_the_function_to_the_retries_of_lambda() {
    let (cloud, _, topic) = cloud();
    let script = Script::always(Outcome::error("E", "boom"));
    let function = cloud.add_function(Function::new("fails"), script);
    topic.subscribe(SubscriptionSettings::to(function.arn()));
    topic.publish("one");
    cloud.run_until_idle().await;
    let attempts = function.invocations();
    assert_eq!(attempts.len(), 3);
    assert!(attempts.iter().all(|one| one.request_id == attempts[0].request_id));
}

#[tokio::test]
async fn filters_by_attributes_of_every_type() {
    let cases = [
        (json!({"kind": ["new"]}), with("m", "kind", "String", "new"), true),
        (json!({"kind": ["new"]}), with("m", "kind", "String", "old"), false),
        (json!({"kind": ["new"]}), Message::new("m"), false),
        (json!({"kind": [{"exists": false}]}), Message::new("m"), true),
        (json!({"n": [{"numeric": [">", 5]}]}), with("m", "n", "Number", "7"), true),
        (json!({"n": [7]}), with("m", "n", "Number", "7"), true),
        (json!({"n": [7]}), with("m", "n", "String", "7"), false),
        (json!({"l": ["b"]}), with("m", "l", "String.Array", r#"["a","b"]"#), true),
        (json!({"l": ["c"]}), with("m", "l", "String.Array", r#"["a","b"]"#), false),
        (json!({"b": ["YQ=="]}), with("m", "b", "Binary", "YQ=="), false),
        (json!({"kind": [{"anything-but": "old"}]}), with("m", "kind", "String", "new"), true),
    ];
    for (policy, message, expected) in cases {
        let (cloud, function, topic) = cloud();
        topic.subscribe(SubscriptionSettings::to(function.arn()).filter_policy(&policy));
        topic.publish_message(message);
        cloud.run_until_idle().await;
        assert_eq!(function.invocations().len(), usize::from(expected), "{policy}");
    }
}

#[tokio::test]
async fn filters_by_the_body_and_never_passes_what_is_no_json() {
    let (cloud, function, topic) = cloud();
    let policy = json!({"order": {"total": [{"numeric": [">", 100]}]}});
    let settings = SubscriptionSettings::to(function.arn()).filter_policy(&policy);
    topic.subscribe(settings.filter_message_body());
    for text in [r#"{"order":{"total":7}}"#, r#"{"order":{"total":700}}"#, "no JSON"] {
        topic.publish(text);
    }
    cloud.run_until_idle().await;
    assert_eq!(texts(&function), [r#"{"order":{"total":700}}"#]);
}

#[tokio::test]
async fn refuses_policies_with_too_many_keys_or_combinations() {
    let (_, function, topic) = cloud();
    let refused = |policy: Value, expected: &str| {
        let settings = SubscriptionSettings::to(function.arn()).filter_policy(&policy);
        let refusal = topic.try_subscribe(settings).unwrap_err();
        assert!(refusal.contains(expected), "{refusal}");
    };
    refused(json!({"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}), "5 keys");
    let values: Vec<u32> = (0..13).collect();
    refused(
        json!({"a": values, "b": values}),
        "150 combinations of values are possible, and there are 169",
    );
    refused(json!({"a": {"b": [1]}}), "not nested");
    refused(json!({"a": "x"}), "a: a list or an object is expected");
}

#[tokio::test]
async fn waits_as_documented_between_attempts() {
    // Three attempts at once, two after a second each, ten from one second to twenty, and so on.
    for (interruption, delivered) in [
        (Duration::from_millis(1), SECOND),
        (Duration::from_millis(1001), 2 * SECOND),
        (Duration::from_millis(2001), 3 * SECOND),
        (Duration::from_millis(3001), Duration::from_millis(4395)),
        (Duration::from_millis(70_109), Duration::from_millis(90_108)),
    ] {
        let (cloud, function, topic) = cloud();
        topic.subscribe(SubscriptionSettings::to(function.arn()));
        let start: SystemTime = cloud.now();
        topic.interrupt(interruption);
        topic.publish("one");
        cloud.run_until_idle().await;
        assert_eq!(function.invocations()[0].at, start + delivered, "{interruption:?}");
    }
}

#[tokio::test]
async fn tries_a_function_that_cannot_be_reached_for_twenty_three_days() {
    let (cloud, function, topic) = cloud();
    topic.subscribe(SubscriptionSettings::to(function.arn()));
    let start = cloud.now();
    topic.interrupt(60 * 24 * 60 * 60 * SECOND);
    topic.publish("one");
    cloud.run_until_idle().await;
    assert!(function.invocations().is_empty());
    let days = cloud.now().duration_since(start).unwrap_or_default().as_secs_f64() / 86_400.0;
    assert!((23.1..23.2).contains(&days), "{days} days");
    assert!(cloud.history().to_string().contains("after 100015 attempts"));
}

#[tokio::test]
async fn takes_262144_bytes_with_attributes_and_not_a_byte_more() {
    let (_, _, topic) = cloud();
    let most = 256 * 1024;
    assert!(topic.try_publish(Message::new("x".repeat(most))).is_ok());
    let refusal = topic.try_publish(Message::new("x".repeat(most + 1))).unwrap_err();
    assert!(refusal.contains("Message too long"), "{refusal}");
    let message = with(&"x".repeat(most - 10), "kind", "String", "a");
    assert!(topic.try_publish(message).is_err());
    assert!(topic.try_publish(Message::new("")).unwrap_err().contains("Empty message"));
}
