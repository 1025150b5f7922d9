use sls_core::handler;

#[handler(eventbridge(source = ""))]
async fn orders() {}

fn main() {}
