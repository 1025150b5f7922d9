use sls_core::handler;

#[handler(mqtt = "orders")]
async fn orders() {}

fn main() {}
