use sls_core::handler;

#[handler(http = "* /orders")]
async fn orders() {}

fn main() {}
