use sls_core::handler;

#[handler(s3(bucket = "receipts", on = "s3:TestEvent"))]
async fn orders() {}

fn main() {}
