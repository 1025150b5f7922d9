use sls_core::handler;

#[handler(kafka(topic = "orders", batching_window = "500ms"))]
async fn orders() {}

fn main() {}
