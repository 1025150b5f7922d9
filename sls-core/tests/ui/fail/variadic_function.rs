use sls_core::handler;

#[handler]
async fn orders(first: u8, _: ...) {}

fn main() {}
