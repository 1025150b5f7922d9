use sls_core::handler;

#[handler(kinesis(stream = "clicks", MaximumBatchingWindowInSeconds = 5))]
async fn orders() {}

fn main() {}
