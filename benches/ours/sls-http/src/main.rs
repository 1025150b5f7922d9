//! `GET /orders/{id}`, whichever front door asks.

use sls_core::{App, Json, Path, handler, handlers};
use work::Order;

#[handler(http = "GET /orders/{id}")]
async fn show(Path(id): Path<String>) -> Json<Order> {
    Json(work::order(id))
}

fn main() -> sls_core::Result<()> {
    App::new().handlers(handlers![show]).run()
}
