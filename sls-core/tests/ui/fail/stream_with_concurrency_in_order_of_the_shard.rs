use sls_core::handler;

#[handler(kinesis(stream = "clicks", concurrency = 4, order = "shard"))]
async fn orders() {}

fn main() {}
