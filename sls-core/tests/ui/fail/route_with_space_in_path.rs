use sls_core::handler;

#[handler(http = "GET /my orders")]
async fn orders() {}

fn main() {}
