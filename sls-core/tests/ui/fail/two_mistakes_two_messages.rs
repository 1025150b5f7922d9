//! The function is there after a refusal: what it does wrong is said too, and what calls it is not.

use sls_core::{handler, handlers};

#[handler(http = "get /orders")]
async fn orders(id: u64) -> u64 {
    let total: u64 = "twelve";
    total + id
}

async fn double(id: u64) -> u64 {
    orders(id).await * 2
}

fn main() {
    drop(double(1));
    let _ = handlers![orders];
}
