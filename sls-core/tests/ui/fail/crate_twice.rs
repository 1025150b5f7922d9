use sls_core::handler;

#[handler(crate = sls_core, crate = ::sls_core, sns = "order-events")]
async fn orders() {}

fn main() {}
