use sls_core::handler;

#[handler(eventbridge = "shop")]
async fn orders() {}

fn main() {}
