//! A bucket is named by its name alone.

use sls_core::handler;

#[handler(s3 = "arn:aws:s3:::receipts")]
async fn by_arn() {}

#[handler(s3 = "my receipts")]
async fn with_a_space() {}

#[handler(s3 = "r")]
async fn short() {}

fn main() {}
