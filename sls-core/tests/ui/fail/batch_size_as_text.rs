use sls_core::handler;

#[handler(kinesis(stream = "clicks", batch_size = "500"))]
async fn orders() {}

fn main() {}
