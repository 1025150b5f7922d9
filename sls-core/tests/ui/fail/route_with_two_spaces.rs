use sls_core::handler;

#[handler(http = "GET  /orders")]
async fn orders() {}

fn main() {}
