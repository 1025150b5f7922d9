//! Queues, streams, tables and topics with every setting, as the app finds them at start.

use core::time::Duration;

use sls_core::event::{dynamodb, kafka, kinesis, sqs};
use sls_core::{App, handler, handlers};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:refunds";
const KIND: &str = r#"{"body": {"kind": ["a"]}}"#;

#[handler(sqs = "orders")]
async fn queue(_message: sqs::Message) {}

#[handler(sqs(
    queue = QUEUE,
    batch_size = 10_000,
    batching_window = "5m",
    concurrency = 100,
    filter = [KIND, r#"{"body": {"kind": ["b"]}}"#],
    maximum_concurrency = 1_000,
))]
async fn queue_with_settings(_message: sqs::Message) {}

#[handler(
    sqs(queue = "shipments.fifo", batch_size = 10, concurrency = 5, on_failure = "skip_group"),
    sqs(queue = "arn:aws:sqs:eu-west-1:111122223333:returns.fifo", on_failure = "stop")
)]
async fn fifo_queues(_message: sqs::Message) {}

#[handler(
    sqs(queue = "busy", minimum_pollers = 2, maximum_pollers = 2_000),
    kafka(topic = "busy", minimum_pollers = 1, maximum_pollers = 200)
)]
async fn polled() {}

#[handler(kinesis(
    stream = "clicks",
    batch_size = 500,
    batching_window = 5,
    bisect_batch_on_function_error = true,
    concurrency = 8,
    filter = r#"{"data": {"kind": [{"prefix": "click"}]}}"#,
    maximum_record_age = "7d",
    maximum_retry_attempts = 0,
    order = "partition_key",
    parallelization_factor = 10,
    starting_position = "LATEST",
))]
async fn stream(_record: kinesis::Record) {}

#[handler(kinesis(stream = "sales", tumbling_window = "15m", order = "shard"))]
async fn stream_with_windows(_record: kinesis::Record) {}

#[handler(dynamodb = "orders")]
async fn table(_record: dynamodb::Record) {}

#[handler(dynamodb(
    table = "arn:aws:dynamodb:eu-west-1:111122223333:table/lines/stream/2026-03-01T00:00:00.000",
    batch_size = 1,
    batching_window = Duration::ZERO,
    bisect_batch_on_function_error = false,
    concurrency = 1_000,
    filter = [r#"{"eventName": ["INSERT", "MODIFY"]}"#, r#"{"eventName": ["REMOVE"]}"#],
    maximum_record_age = -1,
    maximum_retry_attempts = -1,
    order = "item",
    parallelization_factor = 1,
    starting_position = "TRIM_HORIZON",
))]
async fn table_with_settings(_record: dynamodb::Record) {}

#[handler(kafka = "orders")]
async fn topic(_record: kafka::Record) {}

#[handler(kafka(
    topic = "refunds",
    cluster = "arn:aws:kafka:eu-west-1:111122223333:cluster/shop/0a1b2c3d-1",
    batch_size = 10_000,
    batching_window = "1s",
    bisect_batch_on_function_error = true,
    concurrency = 4,
    filter = r#"{"value": {"total": [{"numeric": [">", 100]}]}}"#,
    maximum_record_age = 60,
    maximum_retry_attempts = 10_000,
    starting_position = "TRIM_HORIZON",
))]
async fn topic_with_settings(_record: kafka::Record) {}

fn main() {
    let all = handlers![
        queue,
        queue_with_settings,
        fifo_queues,
        polled,
        stream,
        stream_with_windows,
        table,
        table_with_settings,
        topic,
        topic_with_settings,
    ];
    App::new().handlers(all).into_service().expect("nothing is wrong with them at start");
}
