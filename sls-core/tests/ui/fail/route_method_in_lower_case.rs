use sls_core::handler;

#[handler(http = "get /orders")]
async fn orders() {}

fn main() {}
