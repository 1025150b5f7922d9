use sls_core::handler;

#[handler]
async fn show(id: u64) -> u64;

fn main() {}
