use sls_core::handler;

#[handler(kinesis(stream = "clicks", starting_position = "AT_TIMESTAMP"))]
async fn orders() {}

fn main() {}
