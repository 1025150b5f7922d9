use sls_core::handler;

#[handler]
async extern "C" fn orders() {}

fn main() {}
