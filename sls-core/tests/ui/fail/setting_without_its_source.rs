use sls_core::handler;

#[handler(batch_size = 500)]
async fn orders() {}

fn main() {}
