use sls_core::handler;

#[handler(sqs(queue = names::ORDERS, batch_size = SIZE))]
async fn store() {}

fn main() {}
