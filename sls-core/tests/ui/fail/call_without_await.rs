//! The function is still `async` for those who call it.

use sls_core::{Json, handler};

#[handler(http = "GET /orders")]
async fn count() -> Json<u64> {
    Json(1)
}

#[handler(http = "GET /orders/double")]
async fn double() -> Json<u64> {
    Json(count().0 * 2)
}

fn main() {}
