use sls_core::handler;

#[handler(http = "SUBSCRIBE /orders")]
async fn orders() {}

fn main() {}
