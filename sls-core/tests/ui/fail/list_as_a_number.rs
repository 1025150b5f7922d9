use sls_core::handler;

#[handler(eventbridge(source = 5))]
async fn orders() {}

fn main() {}
