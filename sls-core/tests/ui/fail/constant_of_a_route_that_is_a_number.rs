use sls_core::handler;

const ROUTE: u64 = 1;

#[handler(http = ROUTE)]
async fn orders() {}

fn main() {}
