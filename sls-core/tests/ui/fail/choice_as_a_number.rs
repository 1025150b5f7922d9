use sls_core::handler;

#[handler(alarm(state = 1))]
async fn orders() {}

fn main() {}
