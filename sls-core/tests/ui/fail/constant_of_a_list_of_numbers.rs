use sls_core::handler;

const EVENTS: [u64; 2] = [1, 2];

#[handler(s3(bucket = "receipts", on = EVENTS))]
async fn index() {}

fn main() {}
