use sls_core::handler;

#[handler]
async unsafe fn orders() {}

fn main() {}
