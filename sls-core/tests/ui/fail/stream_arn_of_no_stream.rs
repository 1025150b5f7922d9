use sls_core::handler;

#[handler(kinesis = "arn:aws:kinesis:eu-west-1:111122223333:clicks")]
async fn orders() {}

fn main() {}
