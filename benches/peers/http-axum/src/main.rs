//! `GET /orders/{id}` as an axum router on `lambda_http`, one thread.

use axum::{Json, Router, extract::Path, routing::get};
use lambda_http::Error;
use work::Order;

async fn show(Path(id): Path<String>) -> Json<Order> {
    Json(work::order(id))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(Router::new().route("/orders/{id}", get(show))).await
}
