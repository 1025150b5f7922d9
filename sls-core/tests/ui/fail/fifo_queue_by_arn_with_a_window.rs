use sls_core::handler;

#[handler(sqs(queue = "arn:aws:sqs:eu-west-1:111122223333:orders.fifo", batching_window = "5s"))]
async fn orders() {}

fn main() {}
