use serde_json::{Value, json};
use sls_core::event::custom_resource::{Answer, CustomResource, Request, RequestType};
use sls_core::{App, Error, Failure, Handler, Reply};
use sls_test::Cloud;
use sls_test::event::CustomResourceEvent;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{assert_refused, canned};
use crate::cloud::panics::{assert_contains, panic_text};

/// Sends one HTTP request over a new connection, and returns its status.
async fn send(method: &str, url: &str, header: &str, body: &str) -> Result<u16, Error> {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let length = body.len();
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}\r\n{header}\
         connection: close\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response.split(' ').nth(1).unwrap().parse()?)
}

async fn put(url: String, body: String) -> Result<(), Error> {
    match send("PUT", &url, "", &body).await? {
        200 => Ok(()),
        status => Err(Error::msg(format!("status {status}"))),
    }
}

async fn thing(request: Request) -> Result<Answer, Error> {
    match request.request_type() {
        RequestType::Delete => Err(Error::msg("still in use")),
        _ => Answer::new().physical_id("thing-1").data(&json!({"Name": "tea"})),
    }
}

/// A cloud with a real custom resource.
async fn cloud() -> Cloud {
    let things = CustomResource::new("Custom::Thing").sender(put);
    Cloud::new(App::new().handler(Handler::new("thing").on(things, thing))).await
}

#[tokio::test]
async fn what_is_put_to_the_address_is_the_answer() {
    let answer = cloud().await.ask(CustomResourceEvent::create("Custom::Thing")).await;
    answer.assert_ok();
    assert!(answer.is_success());
    assert_eq!(answer.physical_id(), "thing-1");
    assert_eq!(answer.data(), &json!({"Name": "tea"}));
    assert_eq!(answer.reason(), None);
}

#[tokio::test]
async fn a_resource_that_fails_is_an_answer_too() {
    let answer = cloud().await.ask(CustomResourceEvent::delete("Custom::Thing")).await;
    answer.assert_ok();
    assert!(!answer.is_success());
    assert!(answer.reason().unwrap().contains("still in use"), "{answer:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_put_is_none() {
    let cloud = canned::cloud(|_| Ok(Reply::json(r#"{"Status":"SUCCESS"}"#))).await;
    let answer = cloud.ask(CustomResourceEvent::create("Custom::Thing")).await;
    assert_refused(&answer, "there is no answer");
    assert_contains(
        &panic_text(|| answer.assert_ok()),
        &["the request Create for Custom::Thing Thing", "put to the address in the event: nothing"],
    );

    let cloud = canned::cloud(|_| Err(Failure::new("NoTea", "sold out"))).await;
    let answer = cloud.ask(CustomResourceEvent::create("Custom::Thing")).await;
    assert_eq!(answer.assert_failed().error_type(), "NoTea");
}

/// Makes an answer of the event.
type Made = fn(&Value) -> Value;

/// A cloud whose function puts this by hand.
async fn putting(answer: Made) -> Cloud {
    async fn never() {}
    let layer = tower::layer::layer_fn(move |_inner| {
        tower::service_fn(move |invocation: sls_core::Invocation| async move {
            let event: Value = serde_json::from_slice(invocation.payload()).unwrap();
            let url = event["ResponseURL"].as_str().unwrap();
            let body = answer(&event).to_string();
            assert_eq!(send("POST", url, "", "{}").await.unwrap(), 403);
            let typed = send("PUT", url, "content-type: application/json\r\n", "{}").await;
            assert_eq!(typed.unwrap(), 403);
            assert_eq!(send("PUT", url, "", &body).await.unwrap(), 200);
            Err::<Reply, _>(Failure::new("Late", "after the answer"))
        })
    });
    Cloud::new(App::new().handler(Handler::new("never").direct(never)).layer(layer)).await
}

fn complete(event: &Value) -> Value {
    json!({
        "Status": "SUCCESS",
        "PhysicalResourceId": "thing-1",
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    })
}

fn with(event: &Value, name: &str, value: Value) -> Value {
    let mut answer = complete(event);
    answer[name] = value;
    answer
}

#[tokio::test]
async fn only_a_put_without_a_type_is_taken_and_a_later_failure_changes_nothing() {
    let cloud = putting(complete).await;
    let answer = cloud.ask(CustomResourceEvent::update("Custom::Thing")).await;
    assert!(answer.is_success());
}

#[tokio::test]
async fn what_cloudformation_cannot_read_is_refused() {
    let cases: [(Made, &str); 7] = [
        (|_| json!(null), r#"`Status` is """#),
        (|event| with(event, "Status", json!("OK")), r#"`Status` is "OK""#),
        (|event| with(event, "Status", json!("FAILED")), "has no `Reason`"),
        (|event| with(event, "RequestId", json!("x")), "not the `RequestId` of the event"),
        (|event| with(event, "StackId", json!(null)), "not the `StackId` of the event"),
        (|event| with(event, "PhysicalResourceId", json!("")), "`PhysicalResourceId` is not 1 to"),
        (|event| with(event, "Data", json!({"a": "a".repeat(4096)})), "of at most 4096"),
    ];
    for (answer, why) in cases {
        let answer = putting(answer).await.ask(CustomResourceEvent::create("Custom::Thing")).await;
        assert_refused(&answer, why);
    }
}
