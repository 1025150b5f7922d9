//! Replies: what clients and invokers get for what a handler returns.

use serde_json::{Value, json};
use sls_core::cookie::Cookie;
use sls_core::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use sls_core::http::{HeaderMap, StatusCode};
use sls_core::reply::{Created, Html, IntoResponse, NoContent, Redirect, Response, SetCookie};
use sls_core::{Error, Handler, Json, Text};
use sls_test::cloud::HttpReply;
use sls_test::front_door::RestApi;

use crate::support::{OutOfStock, cloud, doors};

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
