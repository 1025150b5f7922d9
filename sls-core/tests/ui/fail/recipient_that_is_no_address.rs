use sls_core::handler;

#[handler(ses(recipient = "orders"))]
async fn mail() {}

fn main() {}
