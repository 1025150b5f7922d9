use sls_core::handler;

#[handler(http = "POST /orders", idempotent(by = "/order", by_header = "Idempotency-Key"))]
async fn header() {}

#[handler(http = "POST /orders", idempotent(by_header = "Idempotency-Key", by = "/order"))]
async fn pointer() {}

#[handler(sqs = "orders", idempotent(by = "/order", by_identity))]
async fn identity() {}

#[handler(sqs = "orders", idempotent = "/order", idempotent = "/customer")]
async fn twice() {}

fn main() {}
