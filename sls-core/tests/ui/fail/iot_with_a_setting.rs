use sls_core::handler;

#[handler(iot(rule = "buttons"))]
async fn orders() {}

fn main() {}
