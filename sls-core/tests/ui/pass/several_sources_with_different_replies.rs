//! One function serves what takes its return type, each in its own terms.

use std::convert::Infallible;

use sls_core::reply::Outcomes;
use sls_core::{Context, Error, State, handler, handlers};

#[handler(
    alarm,
    cognito = "PostConfirmation",
    dynamodb = "orders",
    eventbridge,
    http("GET /orders", "POST /orders"),
    iot,
    kafka = "orders",
    kinesis = "orders",
    s3 = "receipts",
    schedule = "rate(1 day)",
    ses,
    sns = "orders",
    sqs = "orders",
    websocket("$connect", "$disconnect")
)]
async fn nothing(State(_count): State<u64>, _context: Context) {}

#[handler(http = "PUT /orders", sns = "refunds", sqs = "refunds", dynamodb = "refunds")]
async fn fallible() -> Result<(), Error> {
    Ok(())
}

#[handler(http = "PATCH /orders", kinesis = "refunds")]
async fn with_an_error_of_its_own() -> Result<(), std::io::Error> {
    Err(std::io::Error::other("no"))
}

#[handler(kinesis = "clicks", sqs = "clicks", kafka = "clicks", dynamodb = "clicks")]
async fn outcomes() -> Result<Outcomes, Infallible> {
    Ok(Outcomes::new())
}

#[handler(http = "GET /json", websocket = "json")]
async fn json() -> Result<sls_core::Json<Vec<u64>>, Error> {
    Ok(sls_core::Json(Vec::new()))
}

fn main() {
    let _ = handlers![nothing, fallible, with_an_error_of_its_own, outcomes, json];
}
