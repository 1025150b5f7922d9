use sls_core::handler;

#[handler(sns = "order-events", sns(topic = "order-events"))]
async fn orders() {}

fn main() {}
