use sls_core::handler;

#[handler(http = "POST /orders")]
#[handler(sns = "orders")]
async fn store() {}

fn main() {}
