//! Each source in each of its forms.

use core::time::Duration;

use sls_core::event::{kinesis, s3};
use sls_core::{Error, Json, Path, handler, handlers};

const ROUTE: &str = "GET /constant";
const TOPIC: &str = "order-events";
const BUCKET: &str = "receipts";
const CREATED: &str = "ObjectCreated:*";
const STREAM: &str = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks";

#[handler]
async fn direct() {}

#[handler(http = "GET /orders/{id}")]
async fn one(Path(id): Path<u64>) -> Json<u64> {
    Json(id)
}

#[handler(http("GET /a", "POST /b", ROUTE), http = concat!("PUT ", "/c"))]
async fn several() -> String {
    String::new()
}

#[handler(http = "$default")]
async fn everything_else() {}

#[handler(http("ANY /files/{path+}", "GET /pages/{*rest}"))]
async fn greedy(Path(path): Path<String>) -> String {
    path
}

#[handler(websocket("$connect", "$disconnect"), websocket = "sendmessage")]
async fn socket() {}

#[handler(sns = TOPIC, sns(topic = "arn:aws:sns:eu-west-1:111122223333:refunds"))]
async fn notify(Json(_event): Json<Vec<u64>>) -> Result<(), Error> {
    Ok(())
}

#[handler(s3 = "receipts-archive", s3(bucket = "receipts-inbox", on = CREATED))]
async fn archived(_object: s3::Object) {}

#[handler(s3(bucket = BUCKET, on = [CREATED, "s3:ObjectRemoved:Delete"], prefix = "in/", suffix = ".pdf"))]
async fn index(_object: s3::Object) -> Result<(), Error> {
    Ok(())
}

#[handler(kinesis = STREAM)]
async fn click(_record: kinesis::Record) {}

#[handler(kinesis(
    stream = "clicks",
    batch_size = 500,
    batching_window = "5s",
    bisect_batch_on_function_error = true,
    maximum_record_age = "1h",
    maximum_retry_attempts = 3,
    parallelization_factor = 10,
    starting_position = "LATEST",
))]
async fn tuned(_record: kinesis::Record) {}

#[handler(kinesis(
    stream = "windows",
    batching_window = Duration::from_secs(5),
    maximum_record_age = -1,
    maximum_retry_attempts = -1,
    starting_position = "TRIM_HORIZON",
    tumbling_window = 900,
))]
async fn windowed(_record: kinesis::Record) {}

fn main() {
    let all = handlers![
        direct,
        one,
        several,
        everything_else,
        greedy,
        socket,
        notify,
        archived,
        index,
        click,
        tuned,
        windowed,
    ];
    assert_eq!(all.len(), 12);
}
