use sls_core::handler;

#[handler(sns = "order-events" http = "GET /orders")]
async fn orders() {}

fn main() {}
