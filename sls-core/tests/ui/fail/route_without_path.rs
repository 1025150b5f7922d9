use sls_core::handler;

#[handler(http = "GET")]
async fn orders() {}

fn main() {}
