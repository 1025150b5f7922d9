//! Requests as a client writes them, and replies as it reads them.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{Method, Request, Response};
use serde_json::{Value, json};
use sls_core::{Failure, Reply};
use sls_test::Cloud;
use sls_test::cloud::HttpClient;
use sls_test::front_door::{FrontDoor, Outcome, Setting};

use super::canned;

/// A front door that keeps the requests it sees and passes the function's reply on.
#[derive(Clone, Debug, Default)]
struct Spy(Arc<Mutex<Vec<Request<Bytes>>>>);

impl Spy {
    #[track_caller]
    fn only(&self) -> Request<Bytes> {
        let requests = std::mem::take(&mut *self.0.lock().unwrap());
        let [request] = <[_; 1]>::try_from(requests).expect("one request");
        request
    }
}

impl FrontDoor for Spy {
    fn event(
        &self,
        request: &Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, Response<Bytes>> {
        if request.uri().path() == "/closed" {
            return Err(Response::builder().status(403).body("not you".into()).unwrap());
        }
        self.0.lock().unwrap().push(request.clone());
        Ok(json!({"region": setting.region, "account": setting.account_id}))
    }

    fn response(&self, _: &Request<Bytes>, outcome: &Outcome, _: &Setting<'_>) -> Response<Bytes> {
        let (status, body) = match outcome {
            Outcome::Reply { bytes, .. } => (200, bytes.clone()),
            _ => (502, "failed".into()),
        };
        let response = Response::builder().status(status).header("x-one", "1");
        let response = response.header("set-cookie", "a=1; HttpOnly");
        response.header("set-cookie", "b=x=y").body(body).unwrap()
    }
}

async fn spied() -> (HttpClient, Spy) {
    let spy = Spy::default();
    let (cloud, _) = canned::recording().await;
    (cloud.http().through(spy.clone()), spy)
}

#[tokio::test]
async fn each_method_is_sent_as_itself() {
    let (client, spy) = spied().await;
    for (request, method) in [
        (client.get("/"), Method::GET),
        (client.post("/"), Method::POST),
        (client.put("/"), Method::PUT),
        (client.patch("/"), Method::PATCH),
        (client.delete("/"), Method::DELETE),
        (client.head("/"), Method::HEAD),
        (client.options("/"), Method::OPTIONS),
        (client.request(Method::TRACE, "/"), Method::TRACE),
    ] {
        request.send().await;
        assert_eq!(spy.only().method(), method);
    }
}

#[tokio::test]
async fn path_query_headers_and_cookies_are_sent_as_a_browser_sends_them() {
    let (client, spy) = spied().await;
    client
        .get("/a b?first=1#part")
        .query("name", "ü & co")
        .query("name", "two")
        .header("X-Twice", "a")
        .header("x-twice", "b")
        .cookie("sid", "1")
        .cookie("theme", "dark")
        .send()
        .await;

    let request = spy.only();
    assert_eq!(request.uri(), "/a%20b?first=1&name=%C3%BC+%26+co&name=two");
    assert_eq!(request.headers().get_all("x-twice").iter().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(request.headers().get_all(COOKIE).iter().collect::<Vec<_>>(), ["sid=1; theme=dark"]);
}

#[tokio::test]
async fn bodies_bring_their_content_type_unless_a_header_does() {
    let (client, spy) = spied().await;
    let post = || client.post("/");
    for (request, body, content_type) in [
        (post().json(&json!({"a": 1})), r#"{"a":1}"#, Some("application/json")),
        (post().text("grüße"), "grüße", Some("text/plain; charset=utf-8")),
        (
            post().form([("a", "1 2"), ("b", "&")]),
            "a=1+2&b=%26",
            Some("application/x-www-form-urlencoded"),
        ),
        (post().body("raw"), "raw", None),
        (post().header("content-type", "text/csv").text("a,b"), "a,b", Some("text/csv")),
        (post().text("a,b").header("content-type", "text/csv"), "a,b", Some("text/csv")),
        (post().json(&1).body("raw"), "raw", None),
    ] {
        request.send().await;
        let request = spy.only();
        assert_eq!(request.body(), body);
        let types: Vec<_> = request.headers().get_all(CONTENT_TYPE).iter().collect();
        assert_eq!(types, content_type.into_iter().collect::<Vec<_>>(), "{body}");
    }
}

#[tokio::test]
async fn a_reply_is_read_as_the_front_door_sent_it() {
    let cloud = canned::cloud(|_| Ok(Reply::json(r#"{"id":7}"#))).await;
    let reply = cloud.http().through(Spy::default()).get("/").send().await;

    assert_eq!(reply.status(), 200);
    assert_eq!(reply.header("X-One"), Some("1"));
    assert_eq!(reply.header("x-two"), None);
    assert_eq!(reply.headers().len(), 3);
    assert_eq!(reply.cookies(), [("a", "1"), ("b", "x=y")]);
    assert_eq!(reply.text(), r#"{"id":7}"#);
    assert_eq!(reply.bytes(), r#"{"id":7}"#);
    assert_eq!(reply.json::<Value>()["id"], 7);
    assert_eq!(reply.function_result().unwrap(), r#"{"id":7}"#);
    assert!(reply.failure().is_none());
}

#[tokio::test]
async fn a_failure_is_what_the_front_door_makes_of_it() {
    let cloud = canned::cloud(|_| Err(Failure::new("OutOfStock", "no A1 left"))).await;
    let reply = cloud.http().through(Spy::default()).get("/").send().await;

    assert_eq!(reply.status(), 502);
    assert_eq!(reply.text(), "failed");
    assert_eq!(reply.failure().unwrap().error_type(), "OutOfStock");
    assert_eq!(reply.function_result(), None);
}

#[tokio::test]
async fn a_front_door_may_answer_without_the_function() {
    let (cloud, events) = canned::recording().await;
    let reply = cloud.http().through(Spy::default()).get("/closed").send().await;

    assert_eq!(reply.status(), 403);
    assert_eq!(reply.text(), "not you");
    assert_eq!(reply.event(), None);
    assert_eq!(reply.function_result(), None);
    assert!(events.take().is_empty());
}

#[tokio::test]
async fn the_front_door_stands_in_the_region_and_account_of_the_cloud() {
    let app = canned::app(|_| Ok(Reply::json("null")));
    let cloud = Cloud::builder(app).region("us-east-1").account_id("444455556666").start().await;
    let reply = cloud.http().through(Spy::default()).get("/").send().await;
    let expected = json!({"region": "us-east-1", "account": "444455556666"});
    assert_eq!(reply.event(), Some(&expected));
}
