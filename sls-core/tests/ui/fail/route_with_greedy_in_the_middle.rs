use sls_core::handler;

#[handler(http = "GET /files/{path+}/meta")]
async fn orders() {}

fn main() {}
