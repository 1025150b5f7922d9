//! A queue is named by its name or its ARN.

use sls_core::handler;

#[handler(sqs = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders")]
async fn by_url() {}

#[handler(sqs = "arn:aws:sns:eu-west-1:111122223333:orders")]
async fn topic() {}

#[handler(sqs = "order events")]
async fn with_a_space() {}

#[handler(sqs = "")]
async fn empty() {}

fn main() {}
