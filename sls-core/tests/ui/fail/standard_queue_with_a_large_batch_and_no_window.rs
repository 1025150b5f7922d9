use sls_core::handler;

#[handler(sqs(queue = "orders", batch_size = 11, batching_window = "0s"))]
async fn orders() {}

fn main() {}
