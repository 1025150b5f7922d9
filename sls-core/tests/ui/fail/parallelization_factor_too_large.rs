use sls_core::handler;

#[handler(kinesis(stream = "clicks", parallelization_factor = 11))]
async fn orders() {}

fn main() {}
