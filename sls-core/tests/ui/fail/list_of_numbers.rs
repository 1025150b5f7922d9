use sls_core::handler;

#[handler(s3(bucket = "receipts", on = ["ObjectCreated:*", 5]))]
async fn orders() {}

fn main() {}
