//! What a source cannot be without.

use sls_core::event::alexa;
use sls_core::handler;

#[handler(
    dynamodb(batch_size = 5),
    kafka(batch_size = 5),
    kinesis(batch_size = 5),
    schedule(timezone = "Europe/Berlin"),
    sqs(batch_size = 5)
)]
async fn records() {}

#[handler(alexa(intent = "OrderIntent"))]
async fn answers() -> alexa::Response {
    alexa::Response::new()
}

fn main() {}
