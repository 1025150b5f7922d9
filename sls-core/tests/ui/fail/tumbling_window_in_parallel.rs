use sls_core::handler;

#[handler(kinesis(stream = "clicks", tumbling_window = 60, parallelization_factor = 2))]
async fn orders() {}

fn main() {}
