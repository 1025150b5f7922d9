use sls_core::handler;

#[handler(kinesis(steam = "clicks"))]
async fn orders() {}

fn main() {}
