use sls_core::handler;

#[handler(dynamodb(table = "orders", concurrency = 4))]
async fn orders() {}

fn main() {}
