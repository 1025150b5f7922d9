use sls_core::handler;

#[handler(eventbridge(detail_type = "Order*Cancelled"))]
async fn orders() {}

fn main() {}
