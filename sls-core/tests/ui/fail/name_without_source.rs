use sls_core::handler;

#[handler("order-events")]
async fn orders() {}

fn main() {}
