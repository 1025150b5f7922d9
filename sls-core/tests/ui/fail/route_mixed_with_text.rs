use sls_core::handler;

#[handler(http = "GET /orders/{id}.json")]
async fn orders() {}

fn main() {}
