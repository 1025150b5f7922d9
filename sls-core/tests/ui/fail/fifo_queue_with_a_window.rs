use sls_core::handler;

#[handler(sqs(queue = "orders.fifo", batching_window = "5s"))]
async fn orders() {}

fn main() {}
