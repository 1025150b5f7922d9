//! The body has to return what the signature says, as ever.

use sls_core::{Json, handler};

#[handler(http = "GET /orders", iot)]
async fn list() -> Json<u64> {
    "orders"
}

fn main() {}
