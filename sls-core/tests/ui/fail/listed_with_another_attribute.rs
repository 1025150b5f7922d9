use sls_core::{handler, handlers};

#[handler(http = "GET /orders")]
async fn orders() {}

fn main() {
    let _ = handlers![#[allow(unused)] orders];
}
