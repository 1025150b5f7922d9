use sls_core::handler;

#[handler("GET /orders")]
async fn orders() {}

fn main() {}
