use sls_core::handler;

#[handler(kinesis(stream = "clicks", batching_window = 5s))]
async fn orders() {}

fn main() {}
