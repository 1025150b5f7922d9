//! What a source cannot be without.

use sls_core::event::alexa;
use sls_core::handler;

#[handler(
    cognito(user_pool = "eu-west-1_Ab1Cd2Ef3"),
    dynamodb(batch_size = 5),
    kafka(batch_size = 5),
    kinesis(batch_size = 5),
    s3(prefix = "in/"),
    schedule(timezone = "Europe/Berlin"),
    sns(),
    sqs(batch_size = 5)
)]
async fn records() {}

#[handler(alexa(intent = "OrderIntent"), custom_resource(), firehose())]
async fn answers() -> alexa::Response {
    alexa::Response::new()
}

fn main() {}
