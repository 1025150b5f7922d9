use sls_core::handler;

#[handler(dynamodb(table = "orders", starting_position = "AT_TIMESTAMP"))]
async fn orders() {}

fn main() {}
