use sls_core::handler;

#[handler(s3(bucket = "receipts", on = []))]
async fn orders() {}

fn main() {}
