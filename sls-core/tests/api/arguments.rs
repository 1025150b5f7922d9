//! Arguments: what they are made from, and what is said where they cannot be made.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sls_core::event::sns;
use sls_core::extract::Rejection;
use sls_core::http::{HeaderMap, Method};
use sls_core::{App, Bytes, Cookies, Error, Handler, Json, Path, Query, State, Text};
use sls_test::Cloud;
use sls_test::front_door::RestApi;

use crate::support::{cloud, doors};

#[derive(Debug, Deserialize, Serialize)]
struct Item {
    sku: String,
    qty: u32,
}

#[derive(Debug, Deserialize, Serialize)]
struct Order {
    items: Vec<Item>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Page {
    page: u32,
}

async fn create(Json(order): Json<Order>) -> Json<Order> {
    Json(order)
}

async fn orders() -> Cloud {
    cloud([Handler::new("create").http("POST /orders", create)]).await
}

#[tokio::test]
async fn all_bad_arguments_are_reported_together_and_no_value_with_them() {
    async fn replace(Path(_): Path<u32>, Query(_): Query<Page>, Json(_): Json<Order>) {}

    let cloud = cloud([Handler::new("replace").http("PUT /orders/{id}", replace)]).await;
    for (door, client) in doors(&cloud) {
        let request = client.put("/orders/secret1").query("page", "secret2");
        let body = json!({"items": [{"sku": "secret3", "qty": "secret4"}]});
        let reply = request.json(&body).send().await;
        assert_eq!(reply.status(), 400, "{door}");
        assert!(!reply.text().contains("secret"), "{door}: {reply:?}");
        assert_eq!(
            reply.json::<Value>(),
            json!({"message": "Bad Request", "problems": [
                {"in": "path", "path": "id", "problem": "expected u32"},
                {"in": "query", "path": "page", "problem": "invalid value"},
                {"in": "body", "path": "items[0].qty", "problem": "expected u32"},
            ]}),
            "{door}"
        );
    }
}

#[tokio::test]
async fn each_way_a_body_can_be_wrong_has_its_status() {
    let cloud = orders().await;
    let post = || cloud.http().post("/orders");
    let rest = cloud.http().through(RestApi::new().binary_media_types(["*/*"]));
    let json = "application/json";
    for (request, status, problem) in [
        (post(), 400, json!({"in": "body", "problem": "it is empty"})),
        (
            post().header("content-type", json).body("{\"items\": secret}"),
            400,
            json!({"in": "body", "path": "items", "problem": "not valid JSON at line 1 column 11"}),
        ),
        (
            post().header("content-type", json).body("{\"items\": ["),
            400,
            json!({"in": "body", "path": "items", "problem": "the JSON ends too early"}),
        ),
        (
            // An HTTP API would make text of it, whatever it is.
            rest.post("/orders").header("content-type", json).body(vec![b'"', 0xff, b'"']),
            400,
            json!({"in": "body", "problem": "not UTF-8"}),
        ),
        (
            post().text("{\"items\": []}"),
            415,
            json!({"in": "header", "path": "content-type", "problem": "expected `application/json`"}),
        ),
        (
            post().json(&json!({"items": [{"sku": "secret"}]})),
            422,
            json!({"in": "body", "path": "items[0]", "problem": "missing field `qty`"}),
        ),
    ] {
        let reply = request.send().await;
        assert_eq!(reply.status(), status, "{reply:?}");
        let body: Value = reply.json();
        assert_eq!(body["problems"], json!([problem]), "{reply:?}");
        assert!(!reply.text().contains("secret"), "{reply:?}");
    }
}

#[tokio::test]
async fn json_is_taken_under_every_name_it_has_and_under_none() {
    let cloud = orders().await;
    for content_type in
        [None, Some("application/json; charset=utf-8"), Some("application/vnd.shop+JSON")]
    {
        let request = cloud.http().post("/orders").body(r#"{"items":[]}"#);
        let request = match content_type {
            Some(content_type) => request.header("content-type", content_type),
            None => request,
        };
        assert_eq!(request.send().await.status(), 200, "{content_type:?}");
    }
}

#[tokio::test]
async fn an_optional_body_may_be_absent_but_not_wrong() {
    async fn maybe(order: Option<Json<Order>>) -> String {
        order.map_or("none".to_owned(), |Json(order)| order.items.len().to_string())
    }

    let cloud = cloud([Handler::new("maybe").http("POST /maybe", maybe)]).await;
    let post = || cloud.http().post("/maybe");
    assert_eq!(post().send().await.text(), "none");
    assert_eq!(post().text("").send().await.text(), "none");
    assert_eq!(post().json(&json!({"items": []})).send().await.text(), "0");
    assert_eq!(post().json(&json!({"items": 7})).send().await.status(), 422);
    assert_eq!(post().text("x").send().await.status(), 415);
}

#[tokio::test]
async fn an_optional_query_may_be_absent_but_not_wrong() {
    async fn maybe(page: Option<Query<Page>>) -> String {
        page.map_or("none".to_owned(), |Query(page)| page.page.to_string())
    }

    let cloud = cloud([Handler::new("maybe").http("GET /maybe", maybe)]).await;
    for (door, client) in doors(&cloud) {
        assert_eq!(client.get("/maybe").send().await.text(), "none", "{door}");
        assert_eq!(client.get("/maybe?page=2").send().await.text(), "2", "{door}");
        assert_eq!(client.get("/maybe?page=x").send().await.status(), 400, "{door}");
        assert_eq!(client.get("/maybe?other=1").send().await.status(), 400, "{door}");
    }
}

#[tokio::test]
async fn optional_parameters_are_absent_where_the_route_has_none() {
    async fn maybe(id: Option<Path<u32>>) -> String {
        id.map_or("all".to_owned(), |Path(id)| id.to_string())
    }

    let handler = Handler::new("maybe").http("GET /orders", maybe).http("GET /orders/{id}", maybe);
    let cloud = cloud([handler]).await;
    for (door, client) in doors(&cloud) {
        assert_eq!(client.get("/orders").send().await.text(), "all", "{door}");
        assert_eq!(client.get("/orders/7").send().await.text(), "7", "{door}");
        assert_eq!(client.get("/orders/x").send().await.status(), 400, "{door}");
    }
}

#[tokio::test]
async fn optional_parts_of_requests_are_absent_in_messages() {
    async fn parts(
        id: Option<Path<u32>>,
        page: Option<Query<Page>>,
        headers: Option<HeaderMap>,
        method: Option<Method>,
        cookies: Option<Cookies>,
    ) -> Result<(), Error> {
        let is_message = id.is_none() && page.is_none() && headers.is_none();
        let is_bare = method.is_none() && cookies.is_none();
        if is_message && is_bare { Ok(()) } else { Err(Error::msg("a request")) }
    }

    let handler = Handler::new("parts").http("GET /{id}", parts).on(sns::Topic::any(), parts);
    let cloud = cloud([handler]).await;
    cloud.sns("orders").publish_text("hello").await.assert_ok();
    assert_eq!(cloud.http().get("/1").send().await.status(), 500);
}

#[tokio::test]
async fn a_function_may_decide_about_a_bad_argument_itself() {
    async fn lenient(order: Result<Json<Order>, Rejection>) -> String {
        match order {
            Ok(Json(order)) => order.items.len().to_string(),
            Err(rejection) => format!("{} {rejection}", rejection.status().as_u16()),
        }
    }

    let cloud = cloud([Handler::new("lenient").http("POST /lenient", lenient)]).await;
    let reply = cloud.http().post("/lenient").json(&json!({})).send().await;
    assert_eq!((reply.status().as_u16(), reply.text()), (200, "422 body: missing field `items`"));
    let reply = cloud.http().post("/lenient").json(&json!({"items": []})).send().await;
    assert_eq!(reply.text(), "0");
}

#[tokio::test]
async fn a_rejection_that_a_function_returns_is_the_same_response() {
    async fn strict(order: Result<Json<Order>, Rejection>) -> Result<Json<Order>, Rejection> {
        order
    }

    let handlers = [
        Handler::new("create").http("POST /orders", create),
        Handler::new("strict").http("POST /strict", strict),
    ];
    let cloud = cloud(handlers).await;
    let ours = cloud.http().post("/orders").json(&json!({})).send().await;
    let theirs = cloud.http().post("/strict").json(&json!({})).send().await;
    assert_eq!(theirs.status(), 422);
    assert_eq!((ours.status(), ours.text()), (theirs.status(), theirs.text()));
}

#[tokio::test]
async fn parameters_fill_tuples_structs_and_enums() {
    #[derive(Deserialize)]
    struct Named {
        item: String,
        order: u64,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Size {
        Small,
        Large,
    }

    async fn tuple(Path((order, item)): Path<(u64, String)>) -> String {
        format!("{order} {item}")
    }

    async fn named(Path(Named { item, order }): Path<Named>) -> String {
        format!("{order} {item}")
    }

    async fn size(Path(size): Path<Size>) -> String {
        format!("{size:?}")
    }

    let handlers = [
        Handler::new("tuple").http("GET /tuple/{order}/{item}", tuple),
        Handler::new("named").http("GET /named/{order}/{item}", named),
        Handler::new("size").http("GET /size/{size}", size),
    ];
    let cloud = cloud(handlers).await;
    let get = |path: &str| cloud.http().get(path).send();
    assert_eq!(get("/tuple/7/a%20b").await.text(), "7 a b");
    assert_eq!(get("/named/7/a%20b").await.text(), "7 a b");
    assert_eq!(get("/size/small").await.text(), "Small");
    assert_eq!(get("/size/large").await.text(), "Large");

    for (path, problem) in [
        ("/tuple/secret/x", json!({"in": "path", "path": "order", "problem": "expected u64"})),
        ("/named/secret/x", json!({"in": "path", "path": "order", "problem": "expected u64"})),
        (
            "/size/secret",
            json!({"in": "path", "path": "size", "problem": "expected `small` or `large`"}),
        ),
    ] {
        let reply = get(path).await;
        assert_eq!(reply.status(), 400, "{reply:?}");
        assert_eq!(reply.json::<Value>()["problems"], json!([problem]));
    }
}

#[tokio::test]
async fn a_bad_message_fails_its_invocation_without_its_value() {
    async fn read(Json(_): Json<Order>) {}

    let cloud = cloud([Handler::new("read").on(sns::Topic::new("orders"), read)]).await;
    let delivery = cloud.sns("orders").publish(&json!({"items": "secret"})).await;
    let failure = delivery.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    assert_eq!(
        failure.message(),
        "body `items`: expected a sequence (in an event from Amazon SNS)"
    );
}

#[tokio::test]
async fn a_bad_payload_of_a_direct_invocation_says_where() {
    let cloud = cloud([Handler::new("page").direct(async |page: Page| page.page)]).await;
    assert_eq!(cloud.invoke(&json!({"page": 7})).await.json::<u32>(), 7);
    let reply = cloud.invoke(&json!({"page": "secret"})).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    assert_eq!(failure.message(), "body `page`: expected u32");
    let reply = cloud.invoke_raw("{\"page\"").await;
    assert_eq!(reply.assert_failed().error_type(), "Sls.InvalidJson");
}

#[tokio::test]
async fn an_argument_that_a_source_never_has_is_the_fault_of_the_server() {
    async fn confused(_: sns::Message) {}

    let cloud = cloud([Handler::new("confused").http("GET /confused", confused)]).await;
    let reply = cloud.http().get("/confused").send().await;
    assert_eq!(reply.status(), 500);
    assert_eq!(reply.json::<Value>(), json!({"message": "Internal Server Error", "problems": []}));
}

#[tokio::test]
async fn state_is_shared_by_all_invocations() {
    #[derive(Debug)]
    struct Greeting(&'static str);

    async fn greet(State(greeting): State<Greeting>, Text(name): Text) -> String {
        format!("{} {name}", greeting.0)
    }

    let app = App::new().state(Greeting("Hello"));
    let cloud = Cloud::new(app.handler(Handler::new("greet").http("POST /greet", greet))).await;
    for name in ["Ada", "Grace"] {
        let reply = cloud.http().post("/greet").text(name).send().await;
        assert_eq!(reply.text(), format!("Hello {name}"));
    }
}

#[test]
fn everything_that_is_wrong_with_an_app_is_listed_at_once() {
    struct Missing;
    struct Twice;

    async fn wants(_: State<Missing>) {}
    async fn takes(_: Option<State<Missing>>) {}
    async fn plain() {}

    let app = App::new().state(Twice).state(Twice).handlers([
        Handler::new("wants").http("GET /wants", wants),
        Handler::new("takes").direct(takes),
        Handler::new("one").http("GET /orders/{id}", plain).on(sns::Topic::new("news"), plain),
        Handler::new("two").http("GET /orders/{id}", plain).on(sns::Topic::new("news"), plain),
        Handler::new("other").http("GET /orders/{name}", plain),
        Handler::new("wrong").http("GETS /x", plain),
        Handler::new("idle"),
    ]);
    let error = app.into_service().unwrap_err();
    let problems = error.problems();
    for words in [
        &["two states", "Twice"][..],
        &["State<", "Missing", "`wants`", "`takes`"],
        &["`one`", "`two`", "GET /orders/{id}"],
        &["`one` and `two`", "`news`"],
        &["GET /orders/{name}", "`other`", "/orders/{id}"],
        &["`GETS`", "`wrong`"],
        &["`idle`", "no source"],
    ] {
        let told = |problem: &&String| words.iter().all(|word| problem.contains(word));
        assert_eq!(problems.iter().filter(told).count(), 1, "{words:?} in {error}");
    }
    assert_eq!(problems.len(), 7, "{error}");
    let text = error.to_string();
    for (position, problem) in problems.iter().enumerate() {
        assert!(text.contains(&format!("\n{}. {problem}", position + 1)), "{text}");
    }
}

#[test]
fn an_app_without_handlers_is_refused() {
    let error = App::new().into_service().unwrap_err();
    assert!(error.to_string().contains("no handlers"), "{error}");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_to_the_byte() {
    async fn length(Bytes(body): Bytes) -> String {
        body.len().to_string()
    }

    let app = App::new().handler(Handler::new("length").http("POST /", length)).body_limit(4);
    let cloud = Cloud::new(app).await;
    for (door, client) in doors(&cloud) {
        // Text as it is, and bytes that travel as base64.
        for body in [b"1234".as_slice(), b"\xff234"] {
            let reply = client.post("/").body(body.to_vec()).send().await;
            assert_eq!((reply.status().as_u16(), reply.text()), (200, "4"), "{door}");
            let reply = client.post("/").body([body, b"5"].concat()).send().await;
            assert_eq!(reply.status(), 413, "{door}");
            let problems = json!([{"in": "body", "problem": "longer than 4 bytes"}]);
            assert_eq!(reply.json::<Value>()["problems"], problems, "{door}");
        }
    }
}

#[tokio::test]
async fn what_only_one_of_several_sources_has_is_absent_from_the_others() {
    async fn read(message: Option<sns::Message>) -> String {
        message.map_or("none".to_owned(), |message| message.topic().to_owned())
    }

    let cloud = cloud([Handler::new("read").http("GET /", read).direct(read)]).await;
    assert_eq!(cloud.http().get("/").send().await.text(), "none");
}
