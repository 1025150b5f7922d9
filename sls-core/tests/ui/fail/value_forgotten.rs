use sls_core::handler;

#[handler(sns = )]
async fn orders() {}

fn main() {}
