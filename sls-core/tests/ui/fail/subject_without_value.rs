//! What stands alone is told what to add.

use sls_core::handler;

#[handler(
    alexa,
    dynamodb,
    kafka,
    kinesis,
    schedule,
    sqs,
    websocket
)]
async fn orders() {}

fn main() {}
