use sls_core::handler;

#[handler(http = "GET https://example.com/orders")]
async fn orders() {}

fn main() {}
