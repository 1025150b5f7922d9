use sls_core::handler;

#[handler(s3(bucket = "receipts", prefix = "in/*"))]
async fn orders() {}

fn main() {}
