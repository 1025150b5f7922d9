use sls_core::handler;

#[handler(sqs = "orders", idempotant = "/order")]
async fn name() {}

#[handler(sqs = "orders", by = "/order")]
async fn setting_alone() {}

#[handler(sqs = "orders", idempotent("/order"))]
async fn value_alone() {}

#[handler(sqs = "orders", idempotent: "/order")]
async fn colon() {}

fn main() {}
