//! Each operator with its letters.

use sls_core::handler;

#[handler(sqs(queue = "orders", filter = r#"{"body": {"kind": [{"prefx": "a"}]}}"#))]
async fn misspelled() {}

#[handler(sqs(queue = "orders", filter = r#"{"body": {"kind": [{"regex": "a+"}]}}"#))]
async fn unknown() {}

fn main() {}
