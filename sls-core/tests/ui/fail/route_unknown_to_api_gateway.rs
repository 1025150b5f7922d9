use sls_core::handler;

#[handler(http = "$connect")]
async fn orders() {}

fn main() {}
