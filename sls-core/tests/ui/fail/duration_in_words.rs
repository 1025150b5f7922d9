use sls_core::handler;

#[handler(sqs(queue = "orders", batching_window = "five seconds"))]
async fn orders() {}

fn main() {}
