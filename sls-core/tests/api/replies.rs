//! Replies: what clients and invokers get for what a handler returns.

use std::collections::BTreeMap;
use std::fmt;

use futures_util::stream;
use serde_json::{Value, json};
use sls_core::cookie::Cookie;
use sls_core::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use sls_core::http::{HeaderMap, StatusCode};
use sls_core::reply::{Created, Html, IntoResponse, NoContent, Redirect, Response, SetCookie};
use sls_core::{App, Body, BoxError, Context, Error, Handler, Invocation, Json, Text};
use sls_test::cloud::HttpReply;
use sls_test::event::KinesisRecord;
use sls_test::front_door::{FunctionUrl, HttpApi, RestApi};
use tower::ServiceExt;

use crate::support::{cloud, doors};

/// An error with a source, of a type whose name says what went wrong.
#[derive(Debug)]
struct OutOfStock {
    source: std::num::ParseIntError,
}

impl OutOfStock {
    fn new() -> Self {
        Self { source: "x".parse::<u8>().unwrap_err() }
    }
}

impl fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no A1 left")
    }
}

impl std::error::Error for OutOfStock {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// What the function gave to the front door.
#[track_caller]
fn result(reply: &HttpReply) -> Value {
    serde_json::from_slice(reply.function_result().unwrap()).unwrap()
}

#[tokio::test]
async fn each_kind_of_value_is_the_response_it_stands_for() {
    async fn nothing() {}
    async fn status() -> StatusCode {
        StatusCode::ACCEPTED
    }
    async fn json() -> Json<Vec<u32>> {
        Json(vec![1, 2])
    }
    async fn text() -> Text {
        Text("grüße".to_owned())
    }
    async fn html() -> Html<&'static str> {
        Html("<p>")
    }
    async fn bytes() -> Vec<u8> {
        b"abc".to_vec()
    }
    async fn tuple() -> (StatusCode, Json<&'static str>) {
        (StatusCode::IM_A_TEAPOT, Json("tea"))
    }
    async fn created() -> Created<Json<u32>> {
        Created(Json(7))
    }
    async fn no_content() -> NoContent {
        NoContent
    }
    async fn response() -> sls_core::http::Response<String> {
        let response = sls_core::http::Response::builder().status(203);
        response.header("content-type", "text/csv").body("a,b".to_owned()).unwrap()
    }

    let handlers = [
        Handler::new("nothing").http("GET /nothing", nothing),
        Handler::new("status").http("GET /status", status),
        Handler::new("json").http("GET /json", json),
        Handler::new("text").http("GET /text", text),
        Handler::new("html").http("GET /html", html),
        Handler::new("bytes").http("GET /bytes", bytes),
        Handler::new("tuple").http("GET /tuple", tuple),
        Handler::new("created").http("GET /created", created),
        Handler::new("no_content").http("GET /no_content", no_content),
        Handler::new("response").http("GET /response", response),
    ];
    let cloud = cloud(handlers).await;
    for (door, client) in doors(&cloud) {
        for (path, status, content_type, body) in [
            ("/nothing", 200, None, ""),
            ("/status", 202, None, ""),
            ("/json", 200, Some("application/json"), "[1,2]"),
            ("/text", 200, Some("text/plain; charset=utf-8"), "grüße"),
            ("/html", 200, Some("text/html; charset=utf-8"), "<p>"),
            ("/bytes", 200, Some("application/octet-stream"), "abc"),
            ("/tuple", 418, Some("application/json"), "\"tea\""),
            ("/created", 201, Some("application/json"), "7"),
            ("/no_content", 204, None, ""),
            ("/response", 203, Some("text/csv"), "a,b"),
        ] {
            let reply = client.get(path).send().await;
            assert_eq!((reply.status().as_u16(), reply.text()), (status, body), "{door} {path}");
            // Front doors have defaults of their own for a missing one.
            if content_type.is_some() {
                assert_eq!(reply.header("content-type"), content_type, "{door} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_redirect_says_where() {
    async fn moved() -> Redirect {
        Redirect::permanent("/orders?page=1")
    }

    let cloud = cloud([Handler::new("moved").http("GET /old", moved)]).await;
    for (door, client) in doors(&cloud) {
        let reply = client.get("/old").send().await;
        assert_eq!(reply.status(), 308, "{door}");
        assert_eq!(reply.header("location"), Some("/orders?page=1"), "{door}");
    }
}

#[tokio::test]
async fn headers_replace_those_of_the_body_and_repeat_among_themselves() {
    async fn fixed() -> (HeaderMap, &'static str) {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("text/csv"));
        headers.append(VARY, HeaderValue::from_static("accept"));
        headers.append(VARY, HeaderValue::from_static("cookie"));
        (headers, "a,b")
    }

    async fn array() -> impl IntoResponse {
        (StatusCode::OK, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))], "x")
    }

    let handlers = [
        Handler::new("fixed").http("GET /fixed", fixed),
        Handler::new("array").http("GET /array", array),
    ];
    let cloud = cloud(handlers).await;
    for (door, client) in doors(&cloud) {
        let reply = client.get("/fixed").send().await;
        assert_eq!(reply.header("content-type"), Some("text/csv"), "{door}");
        let vary: Vec<_> = reply.headers().get_all(VARY).iter().collect();
        let vary: Vec<_> = vary.iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(vary.join(", "), "accept, cookie", "{door}");
        let reply = client.get("/array").send().await;
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{door}");
    }
}

#[tokio::test]
async fn several_cookies_are_set_wherever_the_front_door_can() {
    async fn sign_in() -> SetCookie<SetCookie<&'static str>> {
        let session = Cookie::build(("sid", "s1")).http_only(true).build();
        SetCookie(session, SetCookie(Cookie::new("theme", "dark"), "welcome"))
    }

    let cloud = cloud([Handler::new("sign_in").http("POST /session", sign_in)]).await;
    for (door, client) in doors(&cloud) {
        let reply = client.post("/session").send().await;
        assert_eq!(reply.text(), "welcome", "{door}");
        if ["load balancer", "VPC Lattice"].contains(&door) {
            assert_eq!(reply.cookies(), [("sid", "s1")], "{door}");
        } else {
            assert_eq!(reply.cookies(), [("theme", "dark"), ("sid", "s1")], "{door}");
        }
    }

    let reply = cloud.http().post("/session").send().await;
    assert_eq!(result(&reply)["cookies"], json!(["theme=dark", "sid=s1; HttpOnly"]));
    assert_eq!(result(&reply)["headers"].get("set-cookie"), None);
    let reply = cloud.http().through(RestApi::new()).post("/session").send().await;
    let lists = json!(["theme=dark", "sid=s1; HttpOnly"]);
    assert_eq!(result(&reply)["multiValueHeaders"]["set-cookie"], lists);
}

#[tokio::test]
async fn an_error_is_500_and_tells_the_client_nothing() {
    async fn fails() -> Result<&'static str, Error> {
        Err(OutOfStock::new())?
    }

    let cloud = cloud([Handler::new("fails").http("GET /fails", fails)]).await;
    for (door, client) in doors(&cloud) {
        let reply = client.get("/fails").send().await;
        assert_eq!(reply.status(), 500, "{door}");
        assert_eq!(reply.json::<Value>(), json!({"message": "Internal Server Error"}), "{door}");
        assert!(reply.failure().is_none(), "{door}");
    }
}

#[tokio::test]
async fn an_error_with_a_status_shows_its_message_to_the_client_at_fault() {
    async fn missing() -> Result<(), Error> {
        Err(Error::msg("no order 7").with_status(StatusCode::NOT_FOUND))
    }

    async fn busy() -> Result<(), Error> {
        Err(Error::msg("the database is full").with_status(StatusCode::SERVICE_UNAVAILABLE))
    }

    async fn own() -> Result<(), Error> {
        Err(Error::msg("kept").with_response((StatusCode::CONFLICT, "sold out")))
    }

    let handlers = [
        Handler::new("missing").http("GET /missing", missing),
        Handler::new("busy").http("GET /busy", busy),
        Handler::new("own").http("GET /own", own),
    ];
    let cloud = cloud(handlers).await;
    for (path, status, body) in [
        ("/missing", 404, r#"{"message":"no order 7"}"#),
        ("/busy", 503, r#"{"message":"Service Unavailable"}"#),
        ("/own", 409, "sold out"),
    ] {
        let reply = cloud.http().get(path).send().await;
        assert_eq!((reply.status().as_u16(), reply.text()), (status, body));
    }
}

#[tokio::test]
async fn an_error_type_decides_about_its_response() {
    enum OrderError {
        NotFound(u32),
    }

    impl IntoResponse for OrderError {
        fn into_response(self) -> Response {
            let Self::NotFound(id) = self;
            (StatusCode::NOT_FOUND, Json(json!({"order": id}))).into_response()
        }
    }

    async fn show() -> Result<Json<u32>, OrderError> {
        Err(OrderError::NotFound(7))
    }

    let cloud = cloud([Handler::new("show").http("GET /show", show)]).await;
    let reply = cloud.http().get("/show").send().await;
    assert_eq!((reply.status().as_u16(), reply.text()), (404, r#"{"order":7}"#));
}

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
async fn an_error_of_a_direct_invocation_has_the_name_of_its_type_and_all_its_causes() {
    async fn own() -> Result<u32, OutOfStock> {
        Err(OutOfStock::new())
    }

    async fn converted() -> Result<u32, Error> {
        Err(OutOfStock::new())?
    }

    async fn boxed() -> Result<u32, BoxError> {
        Err(OutOfStock::new())?
    }

    async fn renamed() -> Result<u32, Error> {
        Err(Error::from(OutOfStock::new()).with_type("SoldOut"))
    }

    let direct = |handler: Handler| cloud([handler]);
    for (cloud, error_type) in [
        (direct(Handler::new("own").direct(own)).await, "OutOfStock"),
        (direct(Handler::new("converted").direct(converted)).await, "OutOfStock"),
        (direct(Handler::new("boxed").direct(boxed)).await, "Error"),
        (direct(Handler::new("renamed").direct(renamed)).await, "SoldOut"),
    ] {
        let reply = cloud.invoke(&()).await;
        let failure = reply.assert_failed();
        assert_eq!(failure.error_type(), error_type);
        assert_eq!(failure.message(), "no A1 left: invalid digit found in string");
    }
}

#[tokio::test]
async fn a_return_value_that_json_cannot_hold_fails_the_invocation() {
    async fn odd() -> BTreeMap<Vec<u8>, u32> {
        BTreeMap::from([(vec![1], 2)])
    }

    let cloud = cloud([Handler::new("odd").direct(odd)]).await;
    assert_eq!(cloud.invoke(&()).await.assert_failed().error_type(), "Sls.ReplyEncode");
}

#[tokio::test]
async fn a_panic_fails_its_invocation_and_the_next_one_works() {
    async fn careful(number: u32) -> u32 {
        assert!(number > 0, "zero is no order");
        number
    }

    async fn fragile() {
        let nothing: Option<()> = None;
        nothing.expect("a customer");
    }

    let handlers = [
        Handler::new("careful").direct(careful),
        Handler::new("fragile").http("GET /fragile", fragile),
    ];
    let cloud = cloud(handlers).await;
    let reply = cloud.invoke(&0).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Panic");
    assert_eq!(failure.message(), "the handler panicked: zero is no order");
    assert_eq!(cloud.invoke(&7).await.json::<u32>(), 7);

    for (door, client) in doors(&cloud) {
        let reply = client.get("/fragile").send().await;
        let failure = reply.failure().unwrap();
        assert_eq!(failure.error_type(), "Sls.Panic", "{door}");
        assert!(reply.status().is_server_error(), "{door}");
    }
}

#[tokio::test]
async fn a_panic_over_one_record_confirms_those_before() {
    async fn click(Text(page): Text) {
        assert_ne!(page, "poison");
    }

    let cloud = cloud([Handler::new("click").kinesis("clicks", click)]).await;
    let records = ["/", "poison", "/late"].map(|page| KinesisRecord::new("k", page));
    let delivery = cloud.kinesis("clicks").put_records(records).await;
    assert_eq!(delivery.failed_positions(), [1], "{delivery:?}");
}
