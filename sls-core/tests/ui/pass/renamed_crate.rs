//! `sls-core` under another name.

mod renamed {
    pub use ::sls_core::*;
}

use renamed::{Json, handler, handlers};

#[handler(crate = crate::renamed, http = "POST /orders", s3(bucket = "receipts", on = "ObjectCreated:*"))]
async fn orders(Json(_id): Json<u64>) {}

#[handler(crate = renamed)]
async fn direct() -> u64 {
    1
}

fn main() {
    let _ = handlers![crate = renamed, orders, direct];
    let _ = handlers![crate = crate::renamed];
}
