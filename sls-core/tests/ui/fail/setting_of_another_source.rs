use sls_core::handler;

#[handler(s3(bucket = "receipts", batch_size = 500))]
async fn orders() {}

fn main() {}
