//! A clause without parameters is no generic function.

use sls_core::{Json, handler, handlers};

#[handler(http = "POST /orders")]
async fn store(Json(_order): Json<Vec<u64>>) -> Json<u64>
where
    u64: Copy,
    Vec<u64>: IntoIterator<Item = u64>,
{
    Json(1)
}

fn main() {
    let _ = handlers![store];
}
