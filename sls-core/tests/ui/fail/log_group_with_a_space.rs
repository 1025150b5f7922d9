use sls_core::handler;

#[handler(cloudwatch_logs = "my orders")]
async fn log() {}

fn main() {}
