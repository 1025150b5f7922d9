use sls_core::handler;

#[handler(crate = "sls_core", http = "GET /orders")]
async fn orders() {}

fn main() {}
