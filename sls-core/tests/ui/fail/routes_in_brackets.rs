use sls_core::handler;

#[handler(http = ["GET /orders", "POST /orders"])]
async fn orders() {}

fn main() {}
