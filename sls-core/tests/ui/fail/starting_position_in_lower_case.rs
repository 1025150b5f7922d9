use sls_core::handler;

#[handler(kinesis(stream = "clicks", starting_position = "latest"))]
async fn orders() {}

fn main() {}
