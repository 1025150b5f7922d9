//! HTTP routes, a topic, a bucket and a stream in one function, with its state in memory.
//!
//! Run it with `cargo sls dev orders`, then `curl http://127.0.0.1:9000/orders/42`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sls_core::event::{kinesis, s3};
use sls_core::http::StatusCode;
use sls_core::reply::Created;
use sls_core::{App, Error, Json, Path, State, handler, handlers};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Order {
    sku: String,
    quantity: u32,
    #[serde(default)]
    receipt: Option<String>,
    #[serde(default)]
    views: u32,
}

#[derive(Default)]
struct Orders(Mutex<BTreeMap<u32, Order>>);

impl Orders {
    /// Changes an order, a new one if need be, and returns it.
    fn change(&self, id: u32, change: impl FnOnce(&mut Order)) -> Order {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let order = orders.entry(id).or_default();
        change(order);
        order.clone()
    }

    fn get(&self, id: u32) -> Option<Order> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

#[handler(http = "PUT /orders/{id}")]
async fn put(
    State(orders): State<Orders>,
    Path(id): Path<u32>,
    Json(order): Json<Order>,
) -> Created<Json<Order>> {
    Created(Json(orders.change(id, |old| *old = order)))
}

#[handler(http = "GET /orders/{id}")]
async fn show(State(orders): State<Orders>, Path(id): Path<u32>) -> Result<Json<Order>, Error> {
    let missing = || Error::msg(format!("no order {id}")).with_status(StatusCode::NOT_FOUND);
    orders.get(id).map(Json).ok_or_else(missing)
}

#[handler(sns = "order-events")]
async fn import(State(orders): State<Orders>, Json((id, order)): Json<(u32, Order)>) {
    orders.change(id, |old| *old = order);
}

#[handler(s3(bucket = "receipts", on = "ObjectCreated:*", suffix = ".pdf"))]
async fn index(object: s3::Object, State(orders): State<Orders>) -> Result<(), Error> {
    let id = object.key().trim_end_matches(".pdf").parse()?;
    orders.change(id, |order| order.receipt = Some(object.key().to_owned()));
    Ok(())
}

#[handler(kinesis(stream = "views", batch_size = 500))]
async fn view(record: kinesis::Record, Json(id): Json<u32>, State(orders): State<Orders>) {
    tracing::debug!(visitor = record.partition_key(), order = id, "viewed");
    orders.change(id, |order| order.views += 1);
}

fn app() -> App {
    let orders = Orders::default();
    orders.change(42, |order| order.sku = "A1".to_owned());
    App::new().state(orders).handlers(handlers![put, show, import, index, view])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::{Cloud, event::KinesisRecord};

    use super::*;

    #[tokio::test]
    async fn an_order_comes_in_through_every_source() {
        let cloud = Cloud::new(app()).await;
        let order = json!({"sku": "B2", "quantity": 3});

        assert_eq!(cloud.http().put("/orders/7").json(&order).send().await.status(), 201);
        cloud.sns("order-events").publish(&(8, &order)).await.assert_ok();
        cloud.s3("receipts").put("7.pdf", "%PDF-1.7").await.assert_ok();
        let views = [7, 7].map(|id| KinesisRecord::json("visitor-1", &id));
        let broken = KinesisRecord::new("visitor-1", "{");
        let views = cloud.kinesis("views").put_records(views.into_iter().chain([broken])).await;
        assert_eq!(views.failed_positions(), [2]);

        let shown = cloud.http().get("/orders/7").send().await.json::<Order>();
        assert_eq!((shown.receipt.as_deref(), shown.views), (Some("7.pdf"), 2));
        assert_eq!(cloud.http().get("/orders/8").send().await.json::<Order>().sku, "B2");
    }

    #[tokio::test]
    async fn a_bad_order_is_explained() {
        let cloud = Cloud::new(app()).await;
        let order = json!({"sku": "B2", "quantity": -3});
        let reply = cloud.http().put("/orders/x").json(&order).send().await;
        assert_eq!(reply.status(), 400);
        assert!(reply.text().contains(r#""path":"quantity","problem":"expected u32""#));
        assert_eq!(cloud.http().get("/orders/9").send().await.status(), 404);
    }
}
