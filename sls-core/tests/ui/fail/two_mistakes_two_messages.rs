use sls_core::{handler, handlers};

#[handler(http = "get /orders")]
async fn orders(id: u64) -> u64 {
    let total: u64 = "twelve";
    total + id
}

fn main() {
    let _ = handlers![orders];
}
