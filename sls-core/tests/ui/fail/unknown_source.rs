use sls_core::handler;

#[handler(htpp = "GET /orders")]
async fn orders() {}

fn main() {}
