use sls_core::handler;

#[handler(cloudwatch_logs = "arn:aws:logs:eu-west-1:111122223333:log-group:orders")]
async fn log() {}

fn main() {}
