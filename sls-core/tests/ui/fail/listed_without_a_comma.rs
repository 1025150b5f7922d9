use sls_core::{handler, handlers};

#[handler(http = "GET /orders")]
async fn orders() {}

#[handler(http = "GET /items")]
async fn items() {}

fn main() {
    let _ = handlers![orders items];
}
