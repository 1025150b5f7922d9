use sls_core::handler;

#[handler(s3(on = "ObjectCreated:*"))]
async fn orders() {}

fn main() {}
