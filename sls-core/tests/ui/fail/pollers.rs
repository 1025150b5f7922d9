//! What Lambda would refuse of the pollers of a mapping.

use sls_core::handler;

#[handler(sqs(queue = "orders", minimum_pollers = 1))]
async fn too_few() {}

#[handler(kafka(topic = "orders", maximum_pollers = 2_001))]
async fn too_many() {}

#[handler(sqs(queue = "orders", minimum_pollers = 10, maximum_pollers = 5))]
async fn crossed() {}

#[handler(sqs(queue = "orders", maximum_concurrency = 10, maximum_pollers = 5))]
async fn beside_concurrency() {}

#[handler(kinesis(stream = "orders", minimum_pollers = 2))]
async fn stream() {}

fn main() {}
