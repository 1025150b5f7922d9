use sls_core::handler;

#[handler(s3(bucket = "receipts", on = "Sent"))]
async fn orders() {}

fn main() {}
