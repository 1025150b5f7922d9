use sls_core::handler;

#[handler]
async fn main() {}
