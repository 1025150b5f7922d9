//! HTTP routes, a topic, a bucket and a stream in one function, with its state in memory.
//!
//! Run it with `cargo sls dev orders`, then `curl http://127.0.0.1:9000/orders/42`.

mod store;

use serde::{Deserialize, Serialize};
use sls_core::event::{kinesis, s3};
use sls_core::http::StatusCode;
use sls_core::reply::{Created, IntoResponse, Response};
use sls_core::{App, Context, Error, Json, Path, State, handler, handlers};

use crate::store::Orders;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u32,
    sku: String,
    quantity: u32,
}

#[derive(Serialize, Deserialize)]
struct NewOrder {
    sku: String,
    quantity: u32,
}

#[derive(Serialize, Deserialize)]
struct Click {
    page: String,
}

/// What can go wrong with an order, and what a client is told.
#[derive(Debug)]
enum OrderError {
    NotFound,
    NothingOrdered,
}

impl IntoResponse for OrderError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "there is no such order").into_response(),
            Self::NothingOrdered => (StatusCode::CONFLICT, "the quantity is 0").into_response(),
        }
    }
}

#[handler(http = "POST /orders")]
async fn create(
    State(orders): State<Orders>,
    Json(new): Json<NewOrder>,
) -> Result<Created<Json<Order>>, OrderError> {
    if new.quantity == 0 {
        return Err(OrderError::NothingOrdered);
    }
    Ok(Created(Json(orders.add(new.sku, new.quantity))))
}

#[handler(http = "GET /orders/{id}")]
async fn show(
    State(orders): State<Orders>,
    Path(id): Path<u32>,
) -> Result<Json<Order>, OrderError> {
    orders.get(id).map(Json).ok_or(OrderError::NotFound)
}

/// Orders that other systems announce.
#[handler(sns = "order-events")]
async fn import(State(orders): State<Orders>, Json(order): Json<Order>, context: Context) {
    tracing::info!(order = order.id, remaining = ?context.remaining(), "imported");
    orders.put(order);
}

#[handler(s3(bucket = "receipts", on = "ObjectCreated:*", suffix = ".pdf"))]
async fn index(object: s3::Object, State(orders): State<Orders>) -> Result<(), Error> {
    let id = object.key().trim_end_matches(".pdf").parse()?;
    orders.add_receipt(id, object.key());
    Ok(())
}

#[handler(kinesis(stream = "clicks", batch_size = 500))]
async fn click(record: kinesis::Record, Json(click): Json<Click>, State(orders): State<Orders>) {
    orders.count_click(record.partition_key(), click.page);
}

fn app() -> App {
    let orders = Orders::default();
    orders.put(Order { id: 42, sku: "A1".to_owned(), quantity: 2 });
    App::new().state(orders).handlers(handlers![create, show, import, index, click])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests;
