use sls_core::handler;

#[handler(sqs(queue = "orders", on_failure = "skip_group"))]
async fn orders() {}

fn main() {}
