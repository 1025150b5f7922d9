use sls_core::handler;

#[handler(kinesis(stream = "clicks", batch_size = 500, batch_size = 100))]
async fn orders() {}

fn main() {}
