use sls_core::handler;

#[handler(s3(bucket = "receipts", on = ["ObjectCreated:*", "ObjectCreated:Put"]))]
async fn orders() {}

fn main() {}
