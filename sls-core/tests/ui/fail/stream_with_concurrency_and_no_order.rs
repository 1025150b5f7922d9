use sls_core::handler;

#[handler(kinesis(stream = "clicks", concurrency = 4))]
async fn orders() {}

fn main() {}
