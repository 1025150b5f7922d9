use sls_core::handler;

mod orders {}

#[handler(http = "GET /orders")]
async fn orders() {}

fn main() {}
