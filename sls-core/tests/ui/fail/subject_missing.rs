//! What a source cannot be without.

use sls_core::handler;

#[handler(
    alexa(intent = "OrderIntent"),
    cognito(user_pool = "eu-west-1_Ab1Cd2Ef3"),
    custom_resource(),
    dynamodb(batch_size = 5),
    firehose(),
    kafka(batch_size = 5),
    kinesis(batch_size = 5),
    schedule(timezone = "Europe/Berlin"),
    sns(),
    sqs(batch_size = 5),
)]
async fn orders() {}

fn main() {}
