use sls_core::handler;

#[handler(http = "GET /orders//lines")]
async fn orders() {}

fn main() {}
