use sls_core::handler;

#[handler(kinesis(stream = "clicks", batch_size))]
async fn orders() {}

fn main() {}
