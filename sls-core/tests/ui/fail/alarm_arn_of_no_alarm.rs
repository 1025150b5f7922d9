use sls_core::handler;

#[handler(alarm = "arn:aws:cloudwatch:eu-west-1:111122223333:cpu-high")]
async fn page() {}

fn main() {}
