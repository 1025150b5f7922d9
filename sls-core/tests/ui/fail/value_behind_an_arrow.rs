use sls_core::handler;

#[handler(sns => "order-events")]
async fn orders() {}

fn main() {}
