//! Streams and tables are named by their names or ARNs.

use sls_core::handler;

#[handler(kinesis = "clicks and views")]
async fn clicks() {}

#[handler(dynamodb = "arn:aws:dynamodb:eu-west-1:111122223333:orders")]
async fn table() {}

#[handler(dynamodb = "or")]
async fn short() {}

#[handler(kafka = "arn:aws:kafka:eu-west-1:111122223333:topic/shop/1/orders")]
async fn topic() {}

#[handler(kafka(topic = "orders", cluster = "shop"))]
async fn cluster() {}

fn main() {}
