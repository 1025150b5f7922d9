use sls_core::handler;

#[handler(kafka(topic = "orders", starting_position = "AT_TIMESTAMP"))]
async fn orders() {}

fn main() {}
