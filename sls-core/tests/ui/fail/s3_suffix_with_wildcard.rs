use sls_core::handler;

#[handler(s3(bucket = "receipts", suffix = "*.pdf"))]
async fn orders() {}

fn main() {}
