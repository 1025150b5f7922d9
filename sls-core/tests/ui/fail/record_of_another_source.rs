//! A record is made from what its own source delivers.

use sls_core::event::{kinesis, s3, sns};
use sls_core::handler;

#[handler(sns = "orders")]
async fn message(_record: kinesis::Record) {}

#[handler]
async fn direct(_object: s3::Object) {}

#[handler(http = "POST /orders")]
async fn request(_message: sns::Message) {}

#[handler(kinesis = "orders", dynamodb = "orders")]
async fn of_one_source(_record: kinesis::Record) {}

#[handler(kafka = "orders")]
async fn qualified(_record: sls_core::event::kinesis::Record) {}

fn main() {}
