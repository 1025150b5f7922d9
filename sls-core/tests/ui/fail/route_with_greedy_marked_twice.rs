use sls_core::handler;

#[handler(http = "GET /files/{*path+}")]
async fn orders() {}

fn main() {}
