use sls_core::handler;

#[handler(http = "GET /orders/<id>")]
async fn orders() {}

fn main() {}
