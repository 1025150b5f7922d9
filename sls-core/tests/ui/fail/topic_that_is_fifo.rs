use sls_core::handler;

#[handler(sns = "orders.fifo")]
async fn orders() {}

fn main() {}
