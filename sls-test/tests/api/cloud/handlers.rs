//! The cloud in front of handlers as users write them, each source end to end.

use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use sls_core::event::{kinesis, s3, sns};
use sls_core::{App, Error, Handler, Json, Path, State};
use sls_test::Cloud;
use sls_test::event::KinesisRecord;
use sls_test::front_door::{Alb, FunctionUrl, HttpApi, RestApi, VpcLattice};

use super::panics::{assert_contains, panic_text};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Order {
    sku: String,
    qty: u32,
}

/// What the handlers saw.
#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn push(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

async fn show(Path(id): Path<u32>) -> Json<Order> {
    Json(Order { sku: "A1".to_owned(), qty: id })
}

async fn create(State(seen): State<Seen>, Json(order): Json<Order>) -> Json<Order> {
    seen.push(format!("created {}", order.sku));
    Json(order)
}

async fn notify(State(seen): State<Seen>, Json(order): Json<Order>) -> Result<(), Error> {
    seen.push(format!("notified of {}", order.sku));
    if order.qty == 0 { Err(Error::msg("nothing ordered")) } else { Ok(()) }
}

async fn index(State(seen): State<Seen>, object: s3::Object) {
    seen.push(format!("indexed {}", object.key()));
}

async fn click(State(seen): State<Seen>, Json(page): Json<String>) -> Result<(), Error> {
    seen.push(format!("clicked {page}"));
    if page == "poison" { Err(Error::msg("poison")) } else { Ok(()) }
}

async fn total(Json(orders): Json<Vec<Order>>) -> u32 {
    orders.iter().map(|order| order.qty).sum()
}

fn app(seen: &Seen) -> App {
    App::new().state(seen.clone()).handlers([
        Handler::new("show").http("GET /orders/{id}", show),
        Handler::new("create").http("POST /orders", create),
        Handler::new("notify").on(sns::Topic::new("order-events"), notify),
        Handler::new("index").on(s3::Notification::bucket("receipts"), index),
        Handler::new("click").on(kinesis::Stream::new("clicks"), click),
        Handler::new("total").direct(total),
    ])
}

async fn cloud() -> (Cloud, Seen) {
    let seen = Seen::default();
    (Cloud::new(app(&seen)).await, seen)
}

#[tokio::test]
async fn every_front_door_reaches_the_same_routes() {
    let (cloud, seen) = cloud().await;
    let client = cloud.http();
    let order = Order { sku: "B2".to_owned(), qty: 3 };
    for client in [
        client.clone(),
        client.clone().through(HttpApi::new().payload_v1()),
        client.clone().through(RestApi::new()),
        client.clone().through(FunctionUrl::new()),
        client.clone().through(Alb::new()),
        client.clone().through(Alb::new().multi_value_headers()),
        client.clone().through(VpcLattice::new()),
    ] {
        let reply = client.get("/orders/42").send().await;
        assert_eq!(reply.status(), 200, "{reply:?}");
        assert_eq!(reply.json::<Order>().qty, 42);

        let reply = client.post("/orders").json(&order).send().await;
        assert_eq!(reply.json::<Order>(), order, "{reply:?}");
        assert_eq!(seen.take(), ["created B2"]);

        assert_eq!(client.get("/nothing").send().await.status(), 404);
    }
}

#[tokio::test]
async fn a_published_order_reaches_its_handler() {
    let (cloud, seen) = cloud().await;
    let topic = cloud.sns("order-events");
    topic.publish(&Order { sku: "A1".to_owned(), qty: 2 }).await.assert_ok();
    assert_eq!(seen.take(), ["notified of A1"]);

    let delivery = topic.publish(&Order { sku: "A1".to_owned(), qty: 0 }).await;
    assert!(delivery.assert_failed().message().contains("nothing ordered"), "{delivery:?}");
    topic.publish_text("not JSON").await.assert_failed();
}

#[tokio::test]
async fn a_stored_object_reaches_its_handler_with_its_key_decoded() {
    let (cloud, seen) = cloud().await;
    cloud.s3("receipts").put("in/Übersicht 1+1.pdf", "%PDF").await.assert_ok();
    assert_eq!(seen.take(), ["indexed in/Übersicht 1+1.pdf"]);
}

#[tokio::test]
async fn a_poisoned_record_fails_and_good_ones_do_not() {
    let (cloud, seen) = cloud().await;
    let clicks = cloud.kinesis("clicks");
    clicks.put_all(&["/", "/orders"]).await.assert_ok();
    assert_eq!(seen.take(), ["clicked /", "clicked /orders"]);

    let delivery = clicks.put_all(&["/", "poison"]).await;
    assert_eq!(delivery.failed_positions(), [1], "{delivery:?}");
    assert_eq!(delivery.failed_records(), [delivery.records()[1].as_str()]);

    let records = [KinesisRecord::json("k", "/"), KinesisRecord::new("k", vec![0xff])];
    let delivery = clicks.put_records(records).await;
    assert_eq!(delivery.failed_positions(), [1], "{delivery:?}");
}

#[tokio::test]
async fn a_direct_invocation_gets_the_return_value() {
    let (cloud, _) = cloud().await;
    let orders = [("A1", 2), ("B2", 3)].map(|(sku, qty)| Order { sku: sku.to_owned(), qty });
    assert_eq!(cloud.invoke(&orders).await.json::<u32>(), 5);
    cloud.invoke(&"no orders").await.assert_failed();
}

#[tokio::test]
async fn an_event_that_nobody_handles_is_a_failure() {
    let (cloud, _) = cloud().await;
    cloud.sns("unknown").publish_text("x").await.assert_failed();
    cloud.s3("unknown").put("a", "x").await.assert_failed();
    cloud.kinesis("unknown").put("k", "x").await.assert_failed();
}

#[tokio::test]
async fn an_app_that_cannot_start_is_refused_with_every_reason() {
    let conflicting = || {
        App::new().handlers([
            Handler::new("one").http("GET /orders/{id}", show),
            Handler::new("two").http("GET /orders/{id}", show),
        ])
    };
    let text = panic_text(|| drop(Cloud::new(conflicting())));
    assert_contains(&text, &["the app cannot start", "/orders/{id}", "one", "two"]);
}
