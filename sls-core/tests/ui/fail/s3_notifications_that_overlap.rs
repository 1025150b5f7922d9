//! What S3 would refuse in the configuration of one bucket.

use sls_core::handler;

#[handler(
    s3(bucket = "receipts", prefix = "in/"),
    s3(bucket = "receipts", prefix = "in/2026/"),
    s3(bucket = "receipts", prefix = "out/")
)]
async fn prefixes() {}

#[handler(s3(bucket = "receipts", on = "ObjectCreated:*"), s3 = "receipts")]
async fn events() {}

fn main() {}
