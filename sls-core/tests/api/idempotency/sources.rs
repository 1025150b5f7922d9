//! What carries a unit of work, and how it is answered again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::stream;
use serde_json::{Value, json};
use sls_core::cookie::Cookie;
use sls_core::event::{kinesis, sns};
use sls_core::http::StatusCode;
use sls_core::idempotency::{Idempotent, MemoryStore, MissingKey};
use sls_core::reply::{Created, IntoResponse, Response, SetCookie};
use sls_core::{App, Body, BoxError, Error, Handler, Json, Path, State, Text};
use sls_test::Cloud;
use sls_test::cloud::HttpReply;
use sls_test::event::KinesisRecord;
use sls_test::front_door::{FunctionUrl, RestApi};
use tokio::sync::Notify;
use tower::util::MapResponseLayer;

use super::stage::Spy;
use crate::support::{Notes, doors};

/// Notes the payment, and answers with the number of those before.
async fn pay(State(notes): State<Notes>, Text(payment): Text) -> impl IntoResponse {
    notes.add(payment.clone());
    let cookie = |name: &'static str| Cookie::new(name, payment.clone());
    Created(SetCookie(cookie("a"), SetCookie(cookie("b"), vec![0xff, b'0' + payment.len() as u8])))
}

/// A cloud with the handler `pay`, and what it notes.
async fn paying(handler: impl FnOnce(Handler) -> Handler, settings: Idempotent) -> (Cloud, Notes) {
    let notes = Notes::default();
    let handler = handler(Handler::new("pay")).idempotent(settings);
    (Cloud::new(App::new().state(notes.clone()).handler(handler)).await, notes)
}

fn parts(reply: &HttpReply) -> (u16, Vec<(&str, &str)>, &[u8]) {
    (reply.status().as_u16(), reply.cookies(), reply.bytes())
}

#[tokio::test]
async fn a_request_is_answered_as_before_behind_every_front_door() {
    let settings = Idempotent::by_header("Idempotency-Key");
    let (cloud, notes) = paying(|pay_on| pay_on.http("POST /pay", pay), settings).await;
    for (door, client) in doors(&cloud) {
        let send =
            async || client.post("/pay").header("idempotency-key", door).text("10").send().await;
        let first = send().await;
        assert_eq!(first.status(), 201, "{door}: {first:?}");
        assert_eq!(notes.take(), ["10"], "{door}");
        let second = send().await;
        assert_eq!(parts(&second), parts(&first), "{door}");
        assert_eq!(second.header("content-type"), first.header("content-type"), "{door}");
        assert_eq!(notes.take(), <[String; 0]>::default(), "{door}");
    }
}

#[tokio::test]
async fn another_request_with_a_known_header_is_refused() {
    async fn pay(State(notes): State<Notes>, Path(to): Path<String>) -> String {
        notes.add(to.clone());
        to
    }

    let routes = |handler: Handler| handler.http("POST /pay/{to}", pay).http("PUT /pay/{to}", pay);
    let (cloud, notes) = paying(routes, Idempotent::by_header("idempotency-key")).await;
    let client = cloud.http();
    let keyed = |request: sls_test::cloud::HttpRequest| request.header("Idempotency-Key", "k1");
    let first = || keyed(client.post("/pay/ann").json(&json!({"amount": 1, "in": "EUR"})));
    assert_eq!(first().send().await.text(), "ann");
    for other in [
        keyed(client.post("/pay/bob").json(&json!({"amount": 1, "in": "EUR"}))),
        keyed(client.put("/pay/ann").json(&json!({"amount": 1, "in": "EUR"}))),
        keyed(client.post("/pay/ann").json(&json!({"amount": 2, "in": "EUR"}))),
        keyed(client.post("/pay/ann").text("amount: 1")),
        keyed(client.post("/pay/ann")),
        first().query("page", "1"),
    ] {
        let reply = other.send().await;
        assert_eq!(reply.status(), 422, "{reply:?}");
        let message = "the idempotency key was used for another payload";
        assert_eq!(reply.json::<Value>(), json!({"message": message}));
    }
    let same = keyed(client.post("/pay/ann").text(r#"{ "in": "EUR", "amount": 1 }"#));
    assert_eq!(same.send().await.text(), "ann");
    assert_eq!(notes.take(), ["ann"]);
}

#[tokio::test]
async fn a_request_without_its_header_is_a_bad_one() {
    let settings = Idempotent::by_header("Idempotency-Key").and("/id");
    let (cloud, notes) = paying(|handler| handler.http("POST /pay", pay), settings).await;
    for request in
        [cloud.http().post("/pay"), cloud.http().post("/pay").header("Idempotency-Key", "")]
    {
        let reply = request.json(&json!({"id": 7})).send().await;
        assert_eq!(reply.status(), 400);
        let problem = "missing, and it makes the idempotency key";
        assert_eq!(
            reply.json::<Value>()["problems"],
            json!([{"in": "header", "path": "Idempotency-Key", "problem": problem}])
        );
    }
    assert_eq!(notes.take(), <[String; 0]>::default());
}

#[tokio::test]
async fn a_payload_that_is_no_json_has_no_key_in_it() {
    let (cloud, notes) =
        paying(|handler| handler.http("POST /pay", pay), Idempotent::by("/id")).await;
    let reply = cloud.http().post("/pay").text("ten").send().await;
    assert_eq!(reply.status(), 400);
    let problem = "not valid JSON at line 1 column 2";
    let problems = json!([{"in": "body", "problem": problem}]);
    assert_eq!(reply.json::<Value>()["problems"], problems);
    assert_eq!(notes.take(), <[String; 0]>::default());

    let unprotected = Idempotent::by("/id").missing_key(MissingKey::RunUnprotected);
    let (cloud, notes) = paying(|handler| handler.http("POST /pay", pay), unprotected).await;
    for _ in 0..2 {
        assert_eq!(cloud.http().post("/pay").text("ten").send().await.status(), 201);
    }
    assert_eq!(notes.take(), ["ten", "ten"]);
}

/// Where the first run waits until it is let through.
#[derive(Default)]
struct Gate {
    arrived: AtomicBool,
    arrival: Notify,
    opening: Notify,
}

#[tokio::test]
async fn a_request_that_comes_too_early_is_told_when_to_come_again() {
    async fn wait(State(gate): State<Arc<Gate>>) -> &'static str {
        if gate.arrived.swap(true, Ordering::Relaxed) {
            return "a second run";
        }
        gate.arrival.notify_one();
        gate.opening.notified().await;
        "done"
    }

    let gate = Arc::new(Gate::default());
    let handler = Handler::new("wait").http("POST /wait", wait);
    let handler = handler.idempotent(Idempotent::by_header("Idempotency-Key"));
    let cloud = Cloud::new(App::new().state(Arc::clone(&gate)).handler(handler)).await;
    let send = || cloud.http().post("/wait").header("Idempotency-Key", "k1").send();
    let first = tokio::spawn(send());
    gate.arrival.notified().await;

    let second = send().await;
    assert_eq!((second.status().as_u16(), second.header("retry-after")), (409, Some("1")));
    let message = "an earlier run for the same idempotency key has not ended";
    assert_eq!(second.json::<Value>(), json!({"message": message}));

    gate.opening.notify_one();
    assert_eq!(first.await.unwrap().text(), "done");
    assert_eq!(send().await.text(), "done");
}

#[tokio::test]
async fn responses_from_errors_are_not_stored_and_others_are() {
    enum Answer {
        Response(StatusCode),
        Error(StatusCode),
    }

    impl IntoResponse for Answer {
        fn into_response(self) -> Response {
            let answer = match self {
                Self::Response(status) => Ok(status),
                Self::Error(status) => Err(Error::msg("no").with_status(status)),
            };
            answer.into_response()
        }
    }

    async fn answer(
        State(notes): State<Notes>,
        Json((kind, status)): Json<(String, u16)>,
    ) -> Answer {
        notes.add("run");
        let status = StatusCode::from_u16(status).unwrap();
        if kind == "error" { Answer::Error(status) } else { Answer::Response(status) }
    }

    let settings = Idempotent::by("");
    let (cloud, notes) = paying(|handler| handler.http("POST /", answer), settings).await;
    for (kind, status, runs) in [
        ("response", 200, 1),
        ("response", 404, 1),
        ("response", 409, 1),
        ("response", 500, 2),
        ("response", 503, 2),
        ("error", 404, 2),
        ("error", 409, 2),
        ("error", 500, 2),
    ] {
        for _ in 0..2 {
            let reply = cloud.http().post("/").json(&(kind, status)).send().await;
            assert_eq!(reply.status().as_u16(), status);
        }
        assert_eq!(notes.take().len(), runs, "{kind} {status}");
    }
}

#[tokio::test]
async fn a_store_that_fails_is_the_servers_fault_and_says_no_more() {
    let store = Arc::new(Spy::new(MemoryStore::new()));
    store.fail("begin");
    let notes = Notes::default();
    let handler = Handler::new("pay").http("POST /pay", pay).idempotent(Idempotent::by("/id"));
    let app = App::new().state(notes.clone()).handler(handler).idempotency(store);
    let reply = Cloud::new(app).await.http().post("/pay").json(&json!({"id": 7})).send().await;
    assert_eq!(reply.status(), 500);
    assert_eq!(reply.text(), r#"{"message":"Internal Server Error"}"#);
    assert_eq!(notes.take(), <[String; 0]>::default());
}

#[tokio::test]
async fn a_stream_is_stored_whole_and_stays_a_stream() {
    async fn streamed(State(notes): State<Notes>) -> impl IntoResponse {
        notes.add("run");
        let pieces = ["one ", "two"].map(Ok::<_, BoxError>);
        SetCookie(Cookie::new("sid", "s1"), Body::stream(stream::iter(pieces)))
    }

    let settings = Idempotent::by_header("Idempotency-Key");
    let (cloud, notes) = paying(|handler| handler.http("POST /", streamed), settings).await;
    for (key, client) in [
        ("url", cloud.http().through(FunctionUrl::new().response_stream())),
        ("rest", cloud.http().through(RestApi::new().stream())),
    ] {
        for _ in 0..2 {
            let reply = client.post("/").header("Idempotency-Key", key).send().await;
            assert_eq!((reply.text(), reply.cookies()), ("one two", vec![("sid", "s1")]));
            let prelude = b"{\"statusCode\":200,";
            assert!(reply.function_result().unwrap().starts_with(prelude), "{reply:?}");
        }
    }
    assert_eq!(notes.take(), ["run", "run"]);
}

#[tokio::test]
async fn layers_see_repetitions_too() {
    let notes = Notes::default();
    let layer = {
        let notes = notes.clone();
        MapResponseLayer::new(move |response: Response| {
            notes.add("layer");
            response
        })
    };
    let handler = Handler::new("pay")
        .http("POST /pay", pay)
        .http_layer(layer)
        .idempotent(Idempotent::by_header("Idempotency-Key"));
    let cloud = Cloud::new(App::new().state(notes.clone()).handler(handler)).await;
    for expected in [&["10", "layer"][..], &["layer"]] {
        cloud.http().post("/pay").header("Idempotency-Key", "k").text("10").send().await;
        assert_eq!(notes.take(), expected);
    }
}

/// Notes the record, and fails once for those that say so.
async fn note(
    State(notes): State<Notes>,
    State(failed): State<Failed>,
    Json(order): Json<Value>,
) -> Result<(), Error> {
    let order = order["order"].as_str().unwrap();
    let is_first = failed.0.lock().unwrap().insert(order.to_owned());
    if order.starts_with("bad") && is_first {
        return Err(Error::msg("not yet"));
    }
    notes.add(order);
    Ok(())
}

#[derive(Default)]
struct Failed(std::sync::Mutex<std::collections::HashSet<String>>);

async fn noting(bind: impl FnOnce(Handler) -> Handler) -> (Cloud, Notes) {
    let notes = Notes::default();
    let handler = bind(Handler::new("note")).idempotent(Idempotent::by("/order"));
    let app = App::new().state(notes.clone()).state(Failed::default()).handler(handler);
    (Cloud::new(app).await, notes)
}

fn orders(orders: &[&str]) -> Vec<KinesisRecord> {
    orders.iter().map(|order| KinesisRecord::json("k", &json!({"order": order}))).collect()
}

#[tokio::test]
async fn a_batch_that_comes_again_is_confirmed_without_what_was_done() {
    let (cloud, notes) = noting(|note_on| note_on.on(kinesis::Stream::new("orders"), note)).await;
    let stream = cloud.kinesis("orders");
    let delivery = stream.put_records(orders(&["a", "b", "bad", "c"])).await;
    assert_eq!(delivery.failed_positions(), [2, 3]);
    assert_eq!(notes.take(), ["a", "b"]);

    let delivery = stream.put_records(orders(&["a", "b", "bad", "c"])).await;
    assert_eq!(delivery.failed_positions(), <[usize; 0]>::default());
    assert_eq!(notes.take(), ["bad", "c"]);
}

#[tokio::test]
async fn of_two_records_with_one_key_in_a_batch_one_is_handled() {
    let (cloud, notes) = noting(|note_on| note_on.on(kinesis::Stream::new("orders"), note)).await;
    let delivery = cloud.kinesis("orders").put_records(orders(&["a", "b", "a"])).await;
    assert_eq!(delivery.failed_positions(), <[usize; 0]>::default());
    assert_eq!(notes.take(), ["a", "b"]);
}

#[tokio::test]
async fn a_record_that_comes_again_is_known_by_its_sequence_number() {
    async fn note(State(notes): State<Notes>, Text(text): Text) {
        notes.add(text);
    }

    let notes = Notes::default();
    let handler = Handler::new("note").on(kinesis::Stream::new("orders"), note);
    let handler = handler.idempotent(Idempotent::by_identity());
    let cloud = Cloud::new(App::new().state(notes.clone()).handler(handler)).await;
    let record = |number: &str| KinesisRecord::new("k", "same").sequence_number(number);
    cloud.kinesis("orders").put_records([record("7"), record("8")]).await.assert_ok();
    cloud.kinesis("orders").put_records([record("8"), record("9")]).await.assert_ok();
    assert_eq!(notes.take(), ["same", "same", "same"]);
}

#[tokio::test]
async fn a_record_without_a_key_fails_alone() {
    let (cloud, notes) = noting(|note_on| note_on.on(kinesis::Stream::new("orders"), note)).await;
    let batch = [orders(&["a"]), vec![KinesisRecord::json("k", &json!({}))]].concat();
    let delivery = cloud.kinesis("orders").put_records(batch).await;
    assert_eq!(delivery.failed_positions(), [1]);
    assert_eq!(notes.take(), ["a"]);
}

#[tokio::test]
async fn what_two_sources_deliver_is_handled_once_by_their_handler() {
    let (cloud, notes) = noting(|handler| {
        handler.on(kinesis::Stream::new("orders"), note).on(sns::Topic::new("orders"), note)
    })
    .await;
    cloud.sns("orders").publish(&json!({"order": "a"})).await.assert_ok();
    cloud.kinesis("orders").put_records(orders(&["a"])).await.assert_ok();
    cloud.sns("orders").publish(&json!({"order": "a"})).await.assert_ok();
    assert_eq!(notes.take(), ["a"]);
}

#[tokio::test]
async fn requests_records_and_direct_payloads_have_keys_of_their_own() {
    let (cloud, notes) = noting(|handler| {
        let source = handler.on(sns::Topic::new("orders"), note);
        source.direct(note).http("POST /orders", async |State(notes): State<Notes>| {
            notes.add("http");
            "noted"
        })
    })
    .await;
    let order = json!({"order": "a"});
    for _ in 0..2 {
        cloud.sns("orders").publish(&order).await.assert_ok();
        assert_eq!(cloud.http().post("/orders").json(&order).send().await.text(), "noted");
        assert_eq!(cloud.invoke(&order).await.json::<Value>(), json!(null));
    }
    assert_eq!(notes.take(), ["a", "http", "a"]);
}

#[tokio::test]
async fn records_can_be_kept_in_a_state() {
    let (store, notes) = (MemoryStore::new(), Notes::default());
    let handler = Handler::new("pay").http("POST /pay", pay).idempotent(Idempotent::by("/id"));
    let app = App::new().state(notes.clone()).state(store.clone()).handler(handler);
    let cloud = Cloud::new(app.idempotency_in_state::<MemoryStore>()).await;
    for _ in 0..2 {
        cloud.http().post("/pay").json(&json!({"id": 7})).send().await;
    }
    assert_eq!(notes.take().len(), 1);
    assert_eq!(format!("{store:?}"), "MemoryStore(1 records)");
}
