use sls_core::handler;

#[handler(s3 = "s3://receipts/in/")]
async fn orders() {}

fn main() {}
