use sls_core::handler;

#[handler(s3(bucket = "receipts", on = ["ObjectRemoved:*", "ObjectCreated"]))]
async fn orders() {}

fn main() {}
