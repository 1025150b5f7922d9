use sls_core::handler;

#[handler(kinesis(stream = "clicks", maximum_record_age = "30s"))]
async fn orders() {}

fn main() {}
