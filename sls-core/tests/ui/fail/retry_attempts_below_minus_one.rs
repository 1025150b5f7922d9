use sls_core::handler;

#[handler(kinesis(stream = "clicks", maximum_retry_attempts = -2))]
async fn orders() {}

fn main() {}
