use sls_core::handler;

#[handler]
fn orders() {}

fn main() {}
