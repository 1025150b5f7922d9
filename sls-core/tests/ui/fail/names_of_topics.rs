//! A topic is named by its name or its ARN.

use sls_core::handler;

#[handler(sns = "arn:aws:sns:eu-west-1:111122223333:orders:0a1b2c3d")]
async fn subscription() {}

#[handler(sns = "arn:aws:sns:eu-west-1:1111:orders")]
async fn short_account() {}

#[handler(sns = "orders/created")]
async fn with_a_slash() {}

fn main() {}
