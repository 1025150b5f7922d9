use sls_core::handler;

#[handler(http(route = "GET /orders"))]
async fn orders() {}

fn main() {}
