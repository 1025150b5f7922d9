use sls_core::handler;

#[handler]
const async fn orders() {}

fn main() {}
