use sls_core::handler;

#[handler(kinesis(stream = "clicks", batching_window = "10m"))]
async fn orders() {}

fn main() {}
