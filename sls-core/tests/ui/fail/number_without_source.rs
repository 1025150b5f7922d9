use sls_core::handler;

#[handler(5)]
async fn orders() {}

fn main() {}
