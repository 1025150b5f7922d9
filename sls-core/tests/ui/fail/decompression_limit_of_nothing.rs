use sls_core::handler;

#[handler(cloudwatch_logs(log_group = "orders", decompression_limit = 0))]
async fn log() {}

fn main() {}
