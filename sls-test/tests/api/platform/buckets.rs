//! What S3 tells of objects, and whom.

use std::time::Duration;

use serde_json::{Value, json};
use sls_test::Cloud;
use sls_test::cloud::{DeployedBucket, DeployedFunction};
use sls_test::event::S3EventName;
use sls_test::platform::{
    BucketSettings, Function, NotificationSettings, Outcome, Script, SubscriptionSettings,
    TopicSettings,
};

const ALL: [&str; 6] = [
    "s3:ObjectCreated:*",
    "s3:ObjectRemoved:*",
    "s3:ObjectRestore:*",
    "s3:ObjectTagging:*",
    "s3:ObjectAcl:Put",
    "s3:LifecycleTransition",
];

fn cloud(settings: BucketSettings) -> (Cloud, DeployedFunction, DeployedBucket) {
    let cloud = Cloud::empty();
    let function = cloud.add_function(Function::new("f"), Script::always(Outcome::ok()));
    let bucket = cloud.create_bucket(settings);
    (cloud, function, bucket)
}

/// What reached a function, one record each.
fn records(function: &DeployedFunction) -> Vec<Value> {
    let record = |event: Value| {
        assert_eq!(event["Records"].as_array().map(Vec::len), Some(1));
        event["Records"][0].clone()
    };
    function.invocations().iter().map(|one| record(one.json())).collect()
}

fn members(record: &Value) -> Vec<&str> {
    let object = record["s3"]["object"].as_object();
    object.into_iter().flat_map(|object| object.keys()).map(String::as_str).collect()
}

#[tokio::test]
async fn tells_a_function_of_an_object_with_its_key_encoded() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b"));
    let notification = NotificationSettings::to(function.arn(), ["s3:ObjectCreated:Put"]);
    bucket.put_notifications([notification.id("on-upload").prefix("in/my file+")]);
    assert_eq!(bucket.put("in/my file+@v1.txt", "fourteen bytes"), None);
    bucket.put("in/other.txt", "x");
    bucket.put_by(S3EventName::ObjectCreatedPost, "in/my file+.txt", "x");
    cloud.run_until_idle().await;
    let [record] = &records(&function)[..] else { panic!("one record") };
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["eventVersion"], "2.1");
    assert_eq!(record["s3"]["configurationId"], "on-upload");
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::b");
    assert_eq!(record["s3"]["object"]["key"], "in/my+file%2B%40v1.txt");
    assert_eq!(record["s3"]["object"]["size"], 14);
    assert_eq!(record["s3"]["object"]["eTag"].as_str().map(str::len), Some(32));
    assert_eq!(members(record), ["eTag", "key", "sequencer", "size"]);
}

#[tokio::test]
async fn tells_of_each_kind_of_change_what_s3_tells_of_it() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b"));
    bucket.put_notifications([NotificationSettings::to(function.arn(), ALL)]);
    bucket.put("a", "x");
    bucket.copy("a", "b");
    bucket.put_by(S3EventName::ObjectCreatedCompleteMultipartUpload, "c", "x");
    bucket.announce(S3EventName::ObjectTaggingPut, "a");
    bucket.announce(S3EventName::ObjectAclPut, "a");
    bucket.announce(S3EventName::ObjectRestoreCompleted, "a");
    bucket.announce(S3EventName::LifecycleTransition, "a");
    assert!(bucket.delete("a") && !bucket.delete("a"));
    cloud.run_until_idle().await;
    let told = records(&function);
    let told: Vec<_> = told
        .iter()
        .map(|record| {
            let text = |name: &str| record[name].as_str().unwrap_or_default();
            (text("eventName"), text("eventVersion"), members(record).join(" "))
        })
        .collect();
    let stored = "eTag key sequencer size";
    let expected = [
        ("ObjectCreated:Put", "2.1", stored),
        ("ObjectCreated:Copy", "2.1", stored),
        ("ObjectCreated:CompleteMultipartUpload", "2.1", stored),
        ("ObjectTagging:Put", "2.3", "eTag key"),
        ("ObjectAcl:Put", "2.3", "eTag key"),
        ("ObjectRestore:Completed", "2.1", stored),
        ("LifecycleTransition", "2.3", stored),
        ("ObjectRemoved:Delete", "2.1", "key sequencer"),
    ];
    assert_eq!(told, expected.map(|(name, version, members)| (name, version, members.to_owned())));
    let restored = &records(&function)[5];
    assert!(restored["glacierEventData"]["restoreEventData"].is_object());
    let parts = &records(&function)[2]["s3"]["object"]["eTag"];
    assert!(parts.as_str().unwrap_or_default().ends_with("-1"), "{parts}");
}

#[tokio::test]
async fn keeps_versions_and_puts_delete_markers_on_them() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b").versioning());
    bucket.put_notifications([NotificationSettings::to(function.arn(), ALL)]);
    let first = bucket.put("a", "one").expect("a version");
    let second = bucket.put("a", "two").expect("a version");
    assert_ne!(first, second);
    assert!(bucket.delete("a"));
    assert_eq!(bucket.object("a"), None);
    assert!(bucket.keys().is_empty());
    assert!(bucket.delete_version("a", &first) && !bucket.delete_version("a", &first));
    cloud.run_until_idle().await;
    let records = records(&function);
    assert_eq!(records[0]["s3"]["object"]["versionId"], first);
    assert_eq!(records[2]["eventName"], "ObjectRemoved:DeleteMarkerCreated");
    assert_eq!(records[2]["s3"]["object"]["eTag"], "d41d8cd98f00b204e9800998ecf8427e");
    assert!(records[2]["s3"]["object"]["versionId"].is_string());
    assert_eq!(records[3]["eventName"], "ObjectRemoved:Delete");
    assert_eq!(records[3]["s3"]["object"]["versionId"], first);
    assert_eq!(members(&records[3]), ["key", "sequencer", "versionId"]);
}

#[tokio::test]
async fn orders_the_changes_of_a_key_by_their_sequencers() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b"));
    bucket.put_notifications([NotificationSettings::to(function.arn(), ALL)]);
    for content in ["1", "2", "3"] {
        bucket.put("a", content);
    }
    cloud.run_until_idle().await;
    let records = records(&function);
    let sequencers: Vec<_> =
        records.iter().filter_map(|record| record["s3"]["object"]["sequencer"].as_str()).collect();
    assert!(sequencers.len() == 3 && sequencers.is_sorted(), "{sequencers:?}");
}

#[tokio::test]
async fn keeps_objects_for_functions_to_read() {
    let (_, _, bucket) = cloud(BucketSettings::new("b"));
    bucket.put("b", "old");
    bucket.put("b", "new");
    bucket.put("a", "x");
    assert_eq!(bucket.object("b").as_deref(), Some(&b"new"[..]));
    assert_eq!(bucket.keys(), ["a", "b"]);
    assert!(bucket.delete("b") && bucket.object("b").is_none());
    assert!(!bucket.copy("b", "c"));
}

#[tokio::test]
async fn refuses_rules_that_overlap() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b"));
    cloud.add_function(Function::new("g"), Script::always(Outcome::ok()));
    let rule = |event: &str, prefix: &str, suffix: &str| {
        let settings = NotificationSettings::to(function.arn(), [event]);
        settings.prefix(prefix).suffix(suffix)
    };
    let overlap = |one, other| bucket.try_put_notifications([one, other]).is_err();
    let (created, put, removed) =
        ("s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectRemoved:*");
    assert!(overlap(rule(created, "", ""), rule(put, "", "")));
    assert!(overlap(rule(created, "in", ""), rule(created, "in/a", ".png")));
    assert!(overlap(rule(created, "in", ".png"), rule(created, "in", "png")));
    assert!(!overlap(rule(created, "", ""), rule(removed, "", "")));
    assert!(!overlap(rule(created, "in/", ""), rule(created, "out/", "")));
    assert!(!overlap(rule(created, "in", ".png"), rule(created, "in", ".jpg")));
    let copy = rule("s3:ObjectCreated:Copy", "", "");
    assert!(!overlap(rule(put, "", ""), copy));
}

#[tokio::test]
async fn refuses_unknown_events_and_targets() {
    let (_, function, bucket) = cloud(BucketSettings::new("b"));
    let refused = |settings: NotificationSettings, expected: &str| {
        let refusal = bucket.try_put_notifications([settings]).unwrap_err();
        assert!(refusal.contains(expected), "{refusal}");
    };
    let unknown = "The event is not supported for notifications";
    for event in ["ObjectCreated:Put", "s3:ObjectCreated", "s3:ObjectCreated:Get", "s3:*"] {
        refused(NotificationSettings::to(function.arn(), [event]), unknown);
    }
    let target = "Unable to validate the following destination configurations";
    let created = ["s3:ObjectCreated:*"];
    let gone = "arn:aws:lambda:eu-west-1:111122223333:function:gone";
    refused(NotificationSettings::to(gone, created), target);
    let fifo = "arn:aws:sqs:eu-west-1:111122223333:q.fifo";
    refused(NotificationSettings::to(fifo, created), target);
}

#[tokio::test]
async fn tells_late_when_notifications_are_slow() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b"));
    cloud.limits(|limits| limits.s3_notification_delay = Duration::from_secs(90));
    bucket.put_notifications([NotificationSettings::to(function.arn(), ALL)]);
    bucket.put("a", "x");
    cloud.advance(Duration::from_secs(89)).await;
    assert!(function.invocations().is_empty());
    cloud.run_until_idle().await;
    assert_eq!(function.invocations().len(), 1);
}

#[tokio::test]
async fn tells_functions_behind_a_topic() {
    let (cloud, function, bucket) = cloud(BucketSettings::new("b"));
    let topic = cloud.create_topic(TopicSettings::new("uploads"));
    topic.subscribe(SubscriptionSettings::to(function.arn()));
    bucket.put_notifications([NotificationSettings::to(topic.arn(), ["s3:ObjectCreated:*"])]);
    bucket.put("a", "x");
    cloud.run_until_idle().await;
    let messages: Vec<Value> = function
        .invocations()
        .iter()
        .map(|one| one.json()["Records"][0]["Sns"].clone())
        .inspect(|sns| assert_eq!(sns["Subject"], "Amazon S3 Notification"))
        .filter_map(|sns| serde_json::from_str(sns["Message"].as_str()?).ok())
        .collect();
    assert_eq!(messages[0]["Event"], "s3:TestEvent");
    assert_eq!(messages[0].get("Records"), None::<&Value>);
    assert_eq!(messages[1]["Records"][0]["eventName"], "ObjectCreated:Put");
}

#[tokio::test]
async fn receives_records_of_asynchronous_failures() {
    let (cloud, _, bucket) = cloud(BucketSettings::new("b"));
    let settings = Function::new("fails").maximum_retry_attempts(0).on_failure(bucket.arn());
    let function = cloud.add_function(settings, Script::always(Outcome::error("E", "boom")));
    function.invoke_async("{}");
    cloud.run_until_idle().await;
    let [key] = &bucket.keys()[..] else { panic!("one object") };
    let start = "aws/lambda/async/fails/2026/03/01/2026-03-01T10.00.00-";
    assert!(key.starts_with(start), "{key}");
    let record: Value = serde_json::from_slice(&bucket.object(key).expect("it")).expect("JSON");
    assert_eq!(record["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(record["responsePayload"], json!({"errorMessage": "boom", "errorType": "E"}));
}
