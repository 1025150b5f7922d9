//! What stands alone is told what to add.

use sls_core::handler;

#[handler(
    alexa,
    cognito,
    custom_resource,
    dynamodb,
    firehose,
    kafka,
    kinesis,
    s3,
    schedule,
    sns,
    sqs,
    websocket
)]
async fn orders() {}

fn main() {}
