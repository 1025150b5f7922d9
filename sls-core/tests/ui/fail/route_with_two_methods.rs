use sls_core::handler;

#[handler(http = "GET|POST /orders")]
async fn orders() {}

fn main() {}
