use sls_core::handler;

#[handler(http = "GET /orders/{id}", http = "GET /orders/{order}")]
async fn orders() {}

fn main() {}
