//! Without the feature `idempotency` the message says how to turn it on.

use sls_core::event::kinesis;
use sls_core::{Json, handler, handlers};

#[handler(http = "POST /orders", idempotent = "/order")]
async fn request(Json(_order): Json<u64>) {}

#[handler(
    sqs = "orders",
    kinesis = "orders",
    idempotent(by = "/customer", and = "/order", missing_key = "run_unprotected")
)]
async fn record(_record: Option<kinesis::Record>) {}

fn main() {
    let _ = handlers![request, record];
}
