use sls_core::handler;

#[handler(sqs(queue = "orders.fifo", batch_size = 11))]
async fn orders() {}

fn main() {}
