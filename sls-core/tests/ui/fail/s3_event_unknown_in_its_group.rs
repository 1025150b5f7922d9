use sls_core::handler;

#[handler(s3(bucket = "receipts", on = "ObjectCreated:Append"))]
async fn orders() {}

fn main() {}
