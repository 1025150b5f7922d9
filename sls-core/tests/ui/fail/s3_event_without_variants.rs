use sls_core::handler;

#[handler(s3(bucket = "receipts", on = "LifecycleTransition:*"))]
async fn orders() {}

fn main() {}
