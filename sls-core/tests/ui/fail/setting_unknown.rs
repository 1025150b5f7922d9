use sls_core::handler;

#[handler(kinesis(stream = "clicks", batch = 500))]
async fn orders() {}

fn main() {}
