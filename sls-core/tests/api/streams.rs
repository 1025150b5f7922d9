//! Replies that are sent piece by piece.

use futures_util::stream;
use serde_json::{Value, json};
use sls_core::cookie::Cookie;
use sls_core::http::StatusCode;
use sls_core::reply::{IntoResponse, SetCookie};
use sls_core::{App, Body, BoxError, Context, Handler, Invocation};
use sls_test::front_door::{FunctionUrl, HttpApi, RestApi};
use tower::ServiceExt;

use crate::support::{OutOfStock, cloud, doors};

async fn streamed() -> impl IntoResponse {
    let pieces = ["one ", "two"].map(Ok::<_, BoxError>);
    let body = (StatusCode::CREATED, Body::stream(stream::iter(pieces)));
    SetCookie(Cookie::new("sid", "s1"), body)
}

#[tokio::test]
async fn a_stream_begins_with_its_metadata_and_eight_zero_bytes() {
    let cloud = cloud([Handler::new("streamed").http("GET /stream", streamed)]).await;
    for client in [
        cloud.http().through(FunctionUrl::new().response_stream()),
        cloud.http().through(RestApi::new().stream()),
    ] {
        let reply = client.get("/stream").send().await;
        assert_eq!((reply.status().as_u16(), reply.text()), (201, "one two"), "{reply:?}");
        assert_eq!(reply.cookies(), [("sid", "s1")]);

        let bytes = reply.function_result().unwrap();
        let end = bytes.windows(8).position(|window| window == [0; 8]).unwrap();
        let prelude: Value = serde_json::from_slice(&bytes[..end]).unwrap();
        assert_eq!(prelude, json!({"statusCode": 201, "headers": {}, "cookies": ["sid=s1"]}));
        assert_eq!(bytes[end + 8..], *b"one two");
    }
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream_breaks_it_off() {
    async fn broken() -> Body {
        let pieces = [Ok("one "), Err(OutOfStock::new()), Ok("two")];
        Body::stream(stream::iter(pieces))
    }

    let app = App::new().handler(Handler::new("broken").http("GET /stream", broken));
    let event = FunctionUrl::new().response_stream().get("/stream").payload();
    let reply = app.oneshot(Invocation::new(event, Context::builder("1").build())).await.unwrap();
    assert!(reply.is_streaming());
    assert_eq!(reply.content_type(), "application/vnd.awslambda.http-integration-response");
    let collected = reply.collect().await;
    assert!(collected.bytes.ends_with(b"\0\0\0\0\0\0\0\0one "), "{collected:?}");
    let error = collected.error.unwrap();
    assert_eq!(error.error_type(), "Runtime.StreamError");
    assert_eq!(error.message(), "no A1 left: invalid digit found in string");
}

#[tokio::test]
async fn a_body_that_is_complete_is_no_stream() {
    async fn complete() -> Body {
        Body::from("all of it")
    }

    let app = App::new().handler(Handler::new("complete").http("GET /", complete));
    let event = HttpApi::new().get("/").payload();
    let reply = app.oneshot(Invocation::new(event, Context::builder("1").build())).await.unwrap();
    assert!(!reply.is_streaming());
    assert_eq!(reply.content_type(), "application/json");
}

#[tokio::test]
async fn a_stream_is_sent_whole_where_the_front_door_takes_none() {
    let cloud = cloud([Handler::new("streamed").http("GET /stream", streamed)]).await;
    for (door, client) in doors(&cloud) {
        if ["REST API", "function URL"].contains(&door) {
            continue;
        }
        let reply = client.get("/stream").send().await;
        assert_eq!((reply.status().as_u16(), reply.text()), (201, "one two"), "{door}: {reply:?}");
    }
}
