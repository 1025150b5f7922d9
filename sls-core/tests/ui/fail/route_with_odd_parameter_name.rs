use sls_core::handler;

#[handler(http = "GET /orders/{id:[0-9]+}")]
async fn orders() {}

fn main() {}
