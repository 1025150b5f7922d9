use sls_core::handler;

const ORDER: u64 = 1;

#[handler(kinesis(stream = "clicks", order = ORDER))]
async fn click() {}

fn main() {}
