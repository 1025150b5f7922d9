use sls_core::handler;

#[handler(get = "/orders")]
async fn orders() {}

fn main() {}
