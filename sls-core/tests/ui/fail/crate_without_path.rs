use sls_core::handler;

#[handler(crate, sns = "order-events")]
async fn orders() {}

fn main() {}
