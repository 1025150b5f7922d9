//! Internal extensions, and what Lambda does at the end where there is one.

use futures_util::FutureExt;
use http::Method;
use sls_test::runtime_api::{Exit, InvokeRequest, RuntimeApi};

use super::client::{Answer, Runtime};
use super::scripted::{event, function};

const NOTHING: &str = r#"{"events":[]}"#;

async fn register(runtime: &mut Runtime, name: &str, body: &str) -> Answer {
    let headers = [("Lambda-Extension-Name", name)];
    runtime.extension(Method::POST, "/register", &headers, body.to_owned()).await
}

/// Registers an extension and gives its identifier.
async fn registered(runtime: &mut Runtime, name: &str) -> String {
    let answer = register(runtime, name, NOTHING).await;
    answer.assert(
        200,
        r#"{"functionName":"function","functionVersion":"$LATEST","handler":"bootstrap"}"#,
    );
    answer.header("lambda-extension-identifier").unwrap().to_owned()
}

#[track_caller]
fn assert_refused(answer: &Answer, error_type: &str) {
    assert_eq!(answer.status, 403);
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["errorType"], error_type);
}

#[tokio::test]
async fn the_start_is_over_when_runtime_and_extensions_have_asked() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let id = registered(&mut runtime, "flush").await;
    assert_eq!(api.extensions(), ["flush"]);

    let mut invoked = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let asking = tokio::spawn(async move {
        let event = runtime.next().await;
        (event, runtime)
    });
    assert!(api.ready().now_or_never().is_none(), "the extension has not asked yet");
    let mut extension = Runtime::connect(&api).await;
    let waiting = tokio::spawn(async move {
        let headers = [("Lambda-Extension-Identifier", &*id)];
        extension.extension(Method::GET, "/event/next", &headers, "").await
    });
    let (event, mut runtime) = asking.await.unwrap();
    event.assert(200, "1");
    assert_eq!(api.ready().await, Ok(()));
    runtime.respond("id-1", "2").await.assert_accepted();
    assert!(invoked.stream().await.is_none());
    assert_eq!(invoked.await.payload(), "2");
    assert!(!waiting.is_finished(), "nothing happens to an extension that asked for nothing");
}

#[tokio::test]
async fn what_lambda_refuses_is_refused() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    for (name, body, error_type) in [
        ("", NOTHING, "Extension.InvalidExtensionName"),
        ("flush", "{", "InvalidRequestFormat"),
        ("flush", r#"{"events":["SHUTDOWN"]}"#, "Extension.InvalidEventType"),
    ] {
        assert_refused(&register(&mut runtime, name, body).await, error_type);
    }
    registered(&mut runtime, "flush").await;
    let twice = register(&mut runtime, "flush", NOTHING).await;
    assert_refused(&twice, "Extension.InvalidExtensionState");
    for number in 1..10 {
        registered(&mut runtime, &number.to_string()).await;
    }
    let eleventh = register(&mut runtime, "10", NOTHING).await;
    assert_refused(&eleventh, "Extension.TooManyExtensions");

    let stranger = [("Lambda-Extension-Identifier", "nobody")];
    for (headers, error_type) in [
        (&[][..], "Extension.MissingExtensionIdentifier"),
        (&stranger, "Extension.UnknownExtensionIdentifier"),
    ] {
        let answer = runtime.extension(Method::GET, "/event/next", headers, "").await;
        assert_refused(&answer, error_type);
    }
}

#[tokio::test]
async fn registration_closes_with_the_start() {
    let api = RuntimeApi::start().await.unwrap();
    let mut runtime = Runtime::connect(&api).await;
    let _invoked = api.invoke(InvokeRequest::new("1"));
    runtime.next().await.assert(200, "1");
    let late = register(&mut runtime, "flush", NOTHING).await;
    assert_refused(&late, "Extension.RegistrationClosed");
}

#[tokio::test]
async fn a_new_process_has_no_extension_yet() {
    let api = RuntimeApi::start().await.unwrap();
    registered(&mut Runtime::connect(&api).await, "flush").await;
    api.reset();
    assert_eq!(api.extensions(), [""; 0]);
    registered(&mut Runtime::connect(&api).await, "flush").await;
}

#[cfg(unix)]
#[tokio::test]
async fn without_an_extension_the_end_is_a_kill() {
    let function = function().start().await.unwrap();
    assert_eq!(function.shut_down().await, None, "nothing runs");
    assert!(function.freeze().await.is_err() && function.thaw().await.is_err());
    function.invoke(event("answer 1")).await;
    assert_eq!(function.shut_down().await, Some(Exit::Signal(9)));
    assert_eq!(function.invoke(event("answer 2")).await.outcome.payload(), "2");
}
