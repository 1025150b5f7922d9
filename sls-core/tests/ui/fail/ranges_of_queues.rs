//! Each range as AWS has it.

use sls_core::handler;

#[handler(sqs(queue = "orders", batch_size = 0))]
async fn no_message() {}

#[handler(sqs(queue = "orders", batching_window = "6m"))]
async fn long_window() {}

#[handler(sqs(queue = "orders", maximum_concurrency = 1))]
async fn too_few() {}

#[handler(sqs(queue = "orders", maximum_concurrency = 1_001))]
async fn too_many() {}

#[handler(sqs(queue = "orders", concurrency = 0))]
async fn nothing_at_a_time() {}

fn main() {}
