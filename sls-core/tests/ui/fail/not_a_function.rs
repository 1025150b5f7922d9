use sls_core::handler;

#[handler]
struct Orders;

fn main() {}
