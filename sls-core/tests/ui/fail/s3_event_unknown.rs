use sls_core::handler;

#[handler(s3(bucket = "receipts", on = "ObjectCreate:*"))]
async fn orders() {}

fn main() {}
