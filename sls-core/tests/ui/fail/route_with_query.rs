use sls_core::handler;

#[handler(http = "GET /orders?page=1")]
async fn orders() {}

fn main() {}
