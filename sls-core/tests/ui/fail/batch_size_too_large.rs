use sls_core::handler;

#[handler(kinesis(stream = "clicks", batch_size = 20_000))]
async fn orders() {}

fn main() {}
