use sls_core::handler;

const SIZE: &str = "500";

#[handler(kinesis(stream = "clicks", batch_size = SIZE))]
async fn click() {}

fn main() {}
