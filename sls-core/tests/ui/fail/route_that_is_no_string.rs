use sls_core::handler;

#[handler(http = 404)]
async fn orders() {}

fn main() {}
