use sls_core::handler;

const EVENTS: [&str; 2] = ["ObjectCreated:*", "ObjectRemoved:*"];

#[handler(s3(bucket = "receipts", on = EVENTS))]
async fn index() {}

fn main() {}
