use sls_core::handler;

#[handler(http = "")]
async fn orders() {}

fn main() {}
