//! What the function learns about itself and the time.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_core::{App, Invocation, Reply};
use sls_test::Cloud;
use sls_test::cloud::{
    Answer, Bucket, CloudBuilder, Delivery, DeliveryStream, EventBus, HttpClient, HttpReply,
    HttpRequest, Invoke, InvokeReply, KafkaTopic, PendingAnswer, PendingDelivery, Queue, Skill,
    Stream, Table, Topic,
};
use sls_test::event::{AlexaEvent, AuthorizerEvent, SnsEvent};

use super::canned;

/// An app that replies with what its context says.
fn telling() -> App {
    canned::app(|invocation: Invocation| {
        let context = invocation.context();
        let function = context.function();
        let deadline = context.deadline().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let told = json!({
            "request_id": context.request_id(),
            "arn": context.invoked_function_arn(),
            "trace_id": context.trace_id(),
            "remaining": context.remaining().as_millis() as u64,
            "deadline": deadline.as_secs(),
            "name": function.name,
            "version": function.version,
            "memory": function.memory_mb,
            "log_group": function.log_group,
            "log_stream": function.log_stream,
        });
        Ok(Reply::json(told.to_string()))
    })
}

#[tokio::test]
async fn a_cloud_has_the_defaults_of_lambda() {
    let cloud = Cloud::new(telling()).await;
    let told: Value = cloud.invoke(&()).await.json();
    assert_eq!(told["arn"], "arn:aws:lambda:eu-west-1:111122223333:function:function");
    assert_eq!(told["remaining"], 3000);
    assert_eq!(told["deadline"], 1_772_359_203);
    assert_eq!(told["name"], "function");
    assert_eq!(told["version"], "$LATEST");
    assert_eq!(told["memory"], 128);
    assert_eq!(told["log_group"], "/aws/lambda/function");
    assert!(told["log_stream"].as_str().unwrap().starts_with("2026/03/01/[$LATEST]"), "{told}");
    assert!(told["trace_id"].as_str().unwrap().starts_with("Root=1-69a40e20-"), "{told}");
}

#[tokio::test]
async fn everything_about_a_cloud_can_be_chosen() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let cloud = Cloud::builder(telling())
        .region("us-gov-west-1")
        .account_id("444455556666")
        .function_name("orders")
        .timeout(Duration::from_secs(29))
        .memory_mb(512)
        .starts_at(start)
        .seed(1)
        .start()
        .await;
    assert_eq!(cloud.now(), start);

    let told: Value = cloud.invoke(&()).await.json();
    assert_eq!(told["arn"], "arn:aws-us-gov:lambda:us-gov-west-1:444455556666:function:orders");
    assert_eq!(told["remaining"], 29_000);
    assert_eq!(told["deadline"], 1_800_000_029);
    assert_eq!(told["name"], "orders");
    assert_eq!(told["memory"], 512);
    assert_eq!(told["log_group"], "/aws/lambda/orders");
    assert!(told["log_stream"].as_str().unwrap().starts_with("2027/01/15/["), "{told}");
}

#[tokio::test]
async fn every_invocation_has_an_id_of_its_own() {
    let cloud = Cloud::new(telling()).await;
    let (first, second) = (cloud.invoke(&()).await, cloud.invoke(&()).await);
    assert_eq!(first.json::<Value>()["request_id"], first.request_id());
    assert_ne!(first.request_id(), second.request_id());
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let story = async |seed| {
        let cloud = Cloud::builder(telling()).seed(seed).start().await;
        let delivery = cloud.kinesis("clicks").put_all(&[1, 2]).await;
        let told: Value = cloud.invoke(&()).await.json();
        (delivery.records().to_vec(), told)
    };
    assert_eq!(story(7).await, story(7).await);
    assert_ne!(story(7).await, story(8).await);
}

#[test]
fn everything_can_be_sent_to_another_thread_and_be_printed() {
    fn check<T: Send + Sync + std::fmt::Debug>() {}
    check::<Cloud>();
    check::<CloudBuilder>();
    check::<HttpClient>();
    check::<HttpRequest>();
    check::<HttpReply>();
    check::<Topic>();
    check::<Bucket>();
    check::<Stream>();
    check::<Queue>();
    check::<Table>();
    check::<KafkaTopic>();
    check::<EventBus>();
    check::<DeliveryStream>();
    check::<Skill>();
    check::<PendingAnswer<AlexaEvent>>();
    check::<Answer<AuthorizerEvent>>();
    check::<PendingDelivery<SnsEvent>>();
    check::<Delivery>();
    check::<Invoke>();
    check::<InvokeReply>();
}

#[tokio::test]
async fn clones_and_threads_share_one_cloud() {
    let cloud = Cloud::new(telling()).await;
    let client = cloud.http();
    let page = tokio::spawn(async move { client.get("/").send().await.function_result().cloned() });
    assert!(page.await.unwrap().is_some());
    let ids = futures_util::future::join_all((0..8).map(|_| {
        let cloud = cloud.clone();
        tokio::spawn(async move { cloud.invoke(&()).await.request_id().to_owned() })
    }));
    let mut ids: Vec<String> = ids.await.into_iter().map(Result::unwrap).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}
