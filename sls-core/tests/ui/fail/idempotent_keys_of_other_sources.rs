use sls_core::handler;

#[handler(sqs = "orders", idempotent(by_header = "Idempotency-Key"))]
async fn header_of_a_message() {}

#[handler(idempotent(by = "/order", and_header = "Idempotency-Key"))]
async fn header_of_an_invocation() {}

#[handler(http = "POST /orders", idempotent(by_identity))]
async fn identity_of_a_request() {}

fn main() {}
