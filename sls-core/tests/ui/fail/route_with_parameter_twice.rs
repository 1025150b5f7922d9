use sls_core::handler;

#[handler(http = "GET /orders/{id}/items/{id}")]
async fn orders() {}

fn main() {}
