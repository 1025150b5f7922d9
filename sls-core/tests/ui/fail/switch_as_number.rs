use sls_core::handler;

#[handler(kinesis(stream = "clicks", bisect_batch_on_function_error = 1))]
async fn orders() {}

fn main() {}
