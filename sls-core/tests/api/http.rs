//! Requests: from every front door to the right handler, with nothing lost.

use serde_json::{Value, json};
use sls_core::cors::CorsLayer;
use sls_core::event::sns;
use sls_core::http::header::CONTENT_TYPE;
use sls_core::http::{HeaderValue, Method, Request, StatusCode, Uri};
use sls_core::{App, Bytes, Cookies, Handler, Json, Path, Query, Text};
use sls_test::Cloud;
use sls_test::Ids;
use sls_test::front_door::{Connection, FunctionUrl, HttpApi, RestApi, Setting, WebSocket};

use crate::support::{cloud, doors};

async fn named(Path(name): Path<String>) -> String {
    format!("named {name}")
}

async fn fixed() -> &'static str {
    "fixed"
}

async fn uri(uri: Uri) -> String {
    uri.to_string()
}

#[tokio::test]
async fn the_most_specific_route_wins_whatever_the_order() {
    async fn rest(Path(rest): Path<String>) -> String {
        format!("rest {rest}")
    }

    let handlers = [
        Handler::new("proxy").http("ANY /{proxy+}", rest),
        Handler::new("items").http("GET /orders/{id}/items", named),
        Handler::new("fixed").http("GET /orders/latest/items", fixed),
        Handler::new("notes").http("GET /orders/{id}/notes", named),
        Handler::new("star").http("GET /files/{*rest}", rest),
    ];
    let cloud = cloud(handlers).await;
    for (path, body) in [
        ("/orders/latest/items", "fixed"),
        ("/orders/7/items", "named 7"),
        ("/orders/latest/notes", "named latest"),
        ("/orders/latest/other", "rest orders/latest/other"),
        ("/orders/7", "rest orders/7"),
        ("/files/a/b.pdf", "rest a/b.pdf"),
    ] {
        assert_eq!(cloud.http().get(path).send().await.text(), body, "{path}");
    }
    assert_eq!(cloud.http().delete("/a/b").send().await.text(), "rest a/b");
}

#[tokio::test]
async fn a_slash_at_the_end_makes_no_difference() {
    let cloud = cloud([Handler::new("fixed").http("GET /orders", fixed)]).await;
    for path in ["/orders", "/orders/"] {
        assert_eq!(cloud.http().get(path).send().await.text(), "fixed", "{path}");
    }
    assert_eq!(cloud.http().get("/orders/7").send().await.status(), 404);
}

#[tokio::test]
async fn a_path_without_a_handler_is_404() {
    let cloud = cloud([Handler::new("fixed").http("GET /orders", fixed)]).await;
    for (door, client) in doors(&cloud) {
        let reply = client.get("/nothing").send().await;
        assert_eq!(reply.status(), 404, "{door}");
        assert_eq!(reply.json::<Value>(), json!({"message": "Not Found"}), "{door}");
    }
}

#[tokio::test]
async fn a_method_without_a_handler_is_405_and_says_which_have_one() {
    let handlers = [
        Handler::new("list").http("GET /orders", fixed),
        Handler::new("create").http("POST /orders", fixed),
    ];
    let cloud = cloud(handlers).await;
    for (door, client) in doors(&cloud) {
        let reply = client.delete("/orders").send().await;
        assert_eq!(reply.status(), 405, "{door}");
        let mut allowed: Vec<_> = reply.header("allow").unwrap().split(", ").collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "POST"], "{door}");
    }
}

#[tokio::test]
async fn the_default_route_takes_what_no_other_does() {
    let handlers = [
        Handler::new("fixed").http("GET /orders", fixed),
        Handler::new("default").http("$default", uri),
    ];
    let cloud = cloud(handlers).await;
    assert_eq!(cloud.http().get("/orders").send().await.text(), "fixed");
    assert_eq!(cloud.http().delete("/orders").send().await.text(), "/orders");
    assert_eq!(cloud.http().get("/nothing").send().await.text(), "/nothing");
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let cloud = cloud([Handler::new("fixed").http("GET /orders", fixed)]).await;
    for event in [HttpApi::new().head("/orders").event(), RestApi::new().head("/orders").event()] {
        let reply: Value = cloud.invoke(&event).await.json();
        assert_eq!(reply["statusCode"], 200);
        assert_eq!(reply["body"], "");
        let headers = format!("{}{}", reply["headers"], reply["multiValueHeaders"]);
        assert!(headers.contains("text/plain"), "{headers}");
    }
}

#[tokio::test]
async fn preflight_requests_are_answered_where_cors_is_set() {
    let origin = HeaderValue::from_static("https://shop.example");
    let cors = CorsLayer::new().allow_origin(origin).allow_methods([Method::GET]);
    let app = App::new().handler(Handler::new("fixed").http("GET /orders", fixed)).cors(cors);
    let cloud = Cloud::new(app).await;
    for (door, client) in doors(&cloud) {
        let preflight = client
            .options("/orders")
            .header("origin", "https://shop.example")
            .header("access-control-request-method", "GET");
        let reply = preflight.send().await;
        assert_eq!(reply.status(), 200, "{door}");
        let allowed = reply.header("access-control-allow-origin");
        assert_eq!(allowed, Some("https://shop.example"), "{door}");
        assert_eq!(reply.header("access-control-allow-methods"), Some("GET"), "{door}");

        let reply = client.get("/orders").header("origin", "https://shop.example").send().await;
        assert_eq!(reply.text(), "fixed", "{door}");
        let allowed = reply.header("access-control-allow-origin");
        assert_eq!(allowed, Some("https://shop.example"), "{door}");
    }
}

#[tokio::test]
async fn options_is_like_any_method_where_cors_is_not_set() {
    let cloud = cloud([Handler::new("fixed").http("GET /orders", fixed)]).await;
    assert_eq!(cloud.http().options("/orders").send().await.status(), 405);
}

#[tokio::test]
async fn the_base_path_of_a_custom_domain_is_taken_off() {
    let app = App::new().base_path("/v1").handler(Handler::new("uri").http("GET /orders", uri));
    let cloud = Cloud::new(app).await;
    let through = |rest: RestApi| cloud.http().through(rest);
    let mapped = through(RestApi::new().base_path("v1"));
    assert_eq!(mapped.get("/v1/orders?a=1").send().await.text(), "/orders?a=1");
    assert_eq!(through(RestApi::new()).get("/orders").send().await.text(), "/orders");
    assert_eq!(through(RestApi::new()).get("/v10/orders").send().await.status(), 404);

    let mapped = cloud.http().through(HttpApi::new().stage("live").api_mapping_key("v1"));
    assert_eq!(mapped.get("/v1/orders").send().await.text(), "/orders");
}

#[tokio::test]
async fn parameters_of_the_path_are_decoded_once_with_layers_and_without() {
    let app = || App::new().handler(Handler::new("named").http("GET /files/{name}", named));
    for app in [app(), app().cors(CorsLayer::new())] {
        let cloud = Cloud::new(app).await;
        for (door, client) in doors(&cloud) {
            for (path, name) in
                [("a+b", "a+b"), ("a%20b", "a b"), ("%C3%BC", "ü"), ("a;b=c", "a;b=c")]
            {
                let reply = client.get(&format!("/files/{path}")).send().await;
                assert_eq!(reply.text(), format!("named {name}"), "{door}");
            }
            // These two decode the path before the function sees it.
            if ["HTTP API", "HTTP API, payload 1.0", "function URL"].contains(&door) {
                continue;
            }
            for (path, name) in [("a%2Fb", "a/b"), ("100%25", "100%"), ("%252F", "%2F")] {
                let reply = client.get(&format!("/files/{path}")).send().await;
                assert_eq!(reply.text(), format!("named {name}"), "{door}");
            }
        }
    }
}

#[tokio::test]
async fn repeated_query_parameters_are_all_there() {
    #[derive(serde::Deserialize, serde::Serialize)]
    struct Search {
        q: String,
        #[serde(default)]
        tag: Vec<String>,
    }

    async fn search(Query(search): Query<Search>) -> Json<Search> {
        Json(search)
    }

    let cloud = cloud([Handler::new("search").http("GET /search", search)]).await;
    for (door, client) in doors(&cloud) {
        let request = client.get("/search").query("q", "a b+c&d=ü%25");
        let reply = request.query("tag", "one").query("tag", "two").send().await;
        // A load balancer without lists passes only the last of repeated parameters on.
        let tags = if door == "load balancer" { json!(["two"]) } else { json!(["one", "two"]) };
        assert_eq!(reply.json::<Value>(), json!({"q": "a b+c&d=ü%25", "tag": tags}), "{door}");
    }
}

#[tokio::test]
async fn cookies_arrive_through_every_front_door() {
    async fn session(cookies: Cookies) -> String {
        format!("{:?} {:?} {:?}", cookies.get("sid"), cookies.get("theme"), cookies.get("none"))
    }

    let app = || App::new().handler(Handler::new("session").http("GET /session", session));
    for app in [app(), app().cors(CorsLayer::new())] {
        let cloud = Cloud::new(app).await;
        for (door, client) in doors(&cloud) {
            let reply =
                client.get("/session").cookie("sid", "a=b").cookie("theme", "dark").send().await;
            assert_eq!(reply.text(), r#"Some("a=b") Some("dark") None"#, "{door}");
        }
    }
}

#[tokio::test]
async fn bytes_go_in_and_come_out_unchanged_through_every_front_door() {
    async fn echo(Bytes(body): Bytes) -> Bytes {
        Bytes(body)
    }

    let app = || App::new().handler(Handler::new("echo").http("POST /echo", echo));
    let every_byte: Vec<u8> = (0..=255).collect();
    for app in [app(), app().cors(CorsLayer::new())] {
        let cloud = Cloud::new(app).await;
        for (door, client) in doors(&cloud) {
            let request = client.post("/echo").header("content-type", "application/octet-stream");
            let request = request.header("accept", "application/octet-stream");
            let reply = request.body(every_byte.clone()).send().await;
            assert_eq!(reply.bytes(), &every_byte, "{door}");
        }
    }
}

#[tokio::test]
async fn text_travels_as_text() {
    async fn shout(Text(text): Text) -> String {
        text.to_uppercase()
    }

    let cloud = cloud([Handler::new("shout").http("POST /shout", shout)]).await;
    for (door, client) in doors(&cloud) {
        let reply = client.post("/shout").text("grüße").send().await;
        assert_eq!(reply.text(), "GRÜSSE", "{door}");
        let result: Value = serde_json::from_slice(reply.function_result().unwrap()).unwrap();
        assert_eq!(result["isBase64Encoded"], false, "{door}");
    }
}

#[tokio::test]
async fn the_whole_request_is_an_argument() {
    async fn describe(request: Request<bytes::Bytes>) -> String {
        let (parts, body) = request.into_parts();
        let kind = parts.headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        format!("{} {} {kind} {}", parts.method, parts.uri, body.len())
    }

    let app = || App::new().handler(Handler::new("describe").http("ANY /{path+}", describe));
    for app in [app(), app().cors(CorsLayer::new())] {
        let cloud = Cloud::new(app).await;
        for (door, client) in doors(&cloud) {
            let request = client.put("/a/b?c=d").header("content-type", "image/png");
            let reply = request.body(vec![0x89, 0xff]).send().await;
            assert_eq!(reply.text(), "PUT /a/b?c=d image/png 2", "{door}");
        }
    }
}

#[tokio::test]
async fn messages_of_a_websocket_reach_the_handler_of_their_route() {
    async fn connect() -> StatusCode {
        StatusCode::OK
    }

    async fn send(Json(message): Json<Value>) -> String {
        format!("sent {}", message["text"].as_str().unwrap())
    }

    let (ids, api) = (Ids::seeded(1), WebSocket::new());
    let api = api.route_key("$connect").route_key("send").route_key("other").route_key("$default");
    let setting = Setting::new(&ids, std::time::SystemTime::UNIX_EPOCH);
    let connected = api.connect("/").event();
    let connection = Connection::opened_by(&connected).unwrap();
    let message = |text: &str| api.message(&connection, text, &setting).unwrap();

    let handlers = || {
        [
            Handler::new("connect").websocket("$connect", connect),
            Handler::new("send").websocket("send", send),
        ]
    };
    let own = cloud(handlers()).await;
    assert_eq!(own.invoke(&connected).await.json::<Value>()["statusCode"], 200);
    let reply: Value = own.invoke(&message(r#"{"action":"send","text":"hi"}"#)).await.json();
    assert_eq!(reply["body"], "sent hi");
    let other = message(r#"{"action":"other"}"#);
    assert_eq!(own.invoke(&other).await.assert_failed().error_type(), "Sls.UnroutedEvent");

    let app = App::new().handlers(handlers());
    let default = Handler::new("default").websocket("$default", fixed);
    let with_default = Cloud::new(app.handler(default)).await;
    for event in [other, message("no JSON at all")] {
        assert_eq!(with_default.invoke(&event).await.json::<Value>()["body"], "fixed");
    }
}

#[tokio::test]
async fn a_function_that_serves_no_http_refuses_requests_by_name() {
    async fn read(Text(_): Text) {}

    let cloud = cloud([Handler::new("read").on(sns::Topic::new("news"), read)]).await;
    let reply = cloud.invoke(&FunctionUrl::new().get("/").event()).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnknownEvent");
    assert!(failure.message().contains("function URL"), "{failure}");
}

#[tokio::test]
async fn a_route_of_another_method_hides_no_route_of_this_one() {
    async fn dog() -> &'static str {
        "dog"
    }
    async fn other(Path(rest): Path<String>) -> String {
        format!("other {rest}")
    }
    async fn remove(Path(name): Path<String>) -> String {
        format!("removed {name}")
    }

    let cloud = cloud([
        Handler::new("dog").http("GET /pets/dog", dog),
        Handler::new("remove").http("DELETE /pets/{name}", remove),
        Handler::new("other").http("ANY /{proxy+}", other),
    ])
    .await;
    for (door, client) in doors(&cloud) {
        assert_eq!(client.get("/pets/dog").send().await.text(), "dog", "{door}");
        assert_eq!(client.delete("/pets/dog").send().await.text(), "removed dog", "{door}");
        assert_eq!(client.post("/pets/dog").send().await.text(), "other pets/dog", "{door}");
    }
}

#[tokio::test]
async fn parameters_may_have_other_names_under_another_method() {
    async fn name(Path(name): Path<String>) -> String {
        name
    }

    let handler = Handler::new("name").http("GET /o/{id}", name).http("POST /o/{other}", name);
    let cloud = cloud([handler]).await;
    assert_eq!(cloud.http().get("/o/1").send().await.text(), "1");
    assert_eq!(cloud.http().post("/o/2").send().await.text(), "2");
}

#[test]
fn routes_that_claim_the_same_are_both_named() {
    async fn any() {}

    let app = App::new()
        .handler(Handler::new("one").http("GET /o/{id}", any).http("ANY /a", any))
        .handler(Handler::new("two").http("GET /o/{other}", any).http("ANY /a", any));
    let error = app.into_service().unwrap_err();
    assert_eq!(
        error.problems(),
        [
            "route `GET /o/{other}` of handler `two` claims what `GET /o/{id}` of handler `one` \
             claims already",
            "route `ANY /a` of handler `two` claims what `ANY /a` of handler `one` claims already",
        ]
    );
}

#[tokio::test]
async fn a_route_for_a_method_comes_before_the_same_path_for_any() {
    async fn one(Path(id): Path<String>) -> String {
        format!("one {id}")
    }
    async fn all(Path(name): Path<String>) -> String {
        format!("all {name}")
    }

    let handler = Handler::new("both").http("ANY /{proxy+}", all).http("GET /{path+}", one);
    let cloud = cloud([handler]).await;
    assert_eq!(cloud.http().get("/a/b").send().await.text(), "one a/b");
    assert_eq!(cloud.http().head("/a/b").send().await.status(), 200);
    assert_eq!(cloud.http().put("/a/b").send().await.text(), "all a/b");
}
