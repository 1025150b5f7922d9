//! Each with what there is to choose from.

use sls_core::event::{alexa, authorizer};
use sls_core::handler;

#[handler(alarm(name = "cpu-high", state = "alarm"))]
async fn state() {}

#[handler(authorizer(kind = "JWT"))]
async fn kind() -> authorizer::Authorization {
    authorizer::Authorization::simple(true)
}

#[handler(alexa(skill = "amzn1.ask.skill.1", request = "Launch"))]
async fn request() -> alexa::Response {
    alexa::Response::new()
}

#[handler(kinesis(stream = "clicks", order = "item"))]
async fn order_of_a_stream() {}

#[handler(dynamodb(table = "orders", order = "partition_key"))]
async fn order_of_a_table() {}

#[handler(sqs(queue = "orders.fifo", on_failure = "skip"))]
async fn on_failure() {}

fn main() {}
