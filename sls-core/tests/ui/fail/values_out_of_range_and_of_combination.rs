//! One message for each value.

use sls_core::handler;

#[handler(sqs(queue = "orders.fifo", batch_size = 20_000))]
async fn fifo() {}

#[handler(sqs(queue = "orders", batch_size = 20_000))]
async fn standard() {}

#[handler(kinesis(stream = "clicks", concurrency = 5_000))]
async fn concurrency() {}

#[handler(kinesis(stream = "clicks", parallelization_factor = 11, tumbling_window = "1m"))]
async fn windows() {}

fn main() {}
