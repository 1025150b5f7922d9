//! Each range as AWS has it.

use sls_core::handler;

#[handler(kinesis(stream = "clicks", tumbling_window = "16m"))]
async fn long_window() {}

#[handler(kinesis(stream = "clicks", maximum_record_age = "8d"))]
async fn older_than_the_stream() {}

#[handler(dynamodb(table = "orders", maximum_record_age = "2d"))]
async fn older_than_a_table_keeps() {}

#[handler(dynamodb(table = "orders", parallelization_factor = 0))]
async fn nothing_at_a_time() {}

#[handler(kafka(topic = "orders", batch_size = 10_001))]
async fn large_batch() {}

#[handler(kafka(topic = "orders", maximum_retry_attempts = 10_001))]
async fn patient() {}

fn main() {}
