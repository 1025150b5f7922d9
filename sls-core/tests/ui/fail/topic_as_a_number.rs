use sls_core::handler;

#[handler(sns = 5)]
async fn orders() {}

fn main() {}
