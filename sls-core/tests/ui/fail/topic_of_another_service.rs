use sls_core::handler;

#[handler(sns = "arn:aws:sqs:eu-west-1:111122223333:orders")]
async fn orders() {}

fn main() {}
