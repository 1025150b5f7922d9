use sls_core::handler;

#[handler(sqs = "orders", idempotent)]
async fn alone() {}

#[handler(sqs = "orders", idempotent(and = "/order"))]
async fn more_of_nothing() {}

#[handler(sqs = "orders", idempotent(by_identity = false))]
async fn switched_off() {}

fn main() {}
