use sls_core::handler;

#[handler(http = "GET /orders#top")]
async fn orders() {}

fn main() {}
