use sls_core::handler;

#[handler(sqs(queue = "orders", starting_position = "LATEST"))]
async fn orders() {}

fn main() {}
