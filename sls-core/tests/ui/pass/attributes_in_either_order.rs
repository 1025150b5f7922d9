//! Other attributes work before and behind `#[handler]`.

#![deny(warnings)]

use sls_core::{Json, handler, handlers};

#[cfg(all())]
#[allow(unused_variables)]
#[expect(clippy::unused_async)]
#[inline]
#[must_use]
/// Before.
#[handler(http = "GET /before")]
pub async fn before() -> Json<u64> {
    let unused = 1;
    Json(1)
}

#[handler(http = "GET /behind")]
/// Behind.
#[must_use]
#[inline]
#[expect(clippy::unused_async)]
#[allow(unused_variables)]
#[cfg(all())]
pub async fn behind() -> Json<u64> {
    let unused = 1;
    Json(1)
}

#[cfg_attr(all(), doc(hidden), must_use = "it is counted")]
#[handler(http = "GET /conditional")]
#[cfg_attr(any(), cfg(any()))]
#[cfg_attr(all(), cold)]
pub async fn conditional() -> Json<u64> {
    Json(1)
}

#[rustfmt::skip]
#[handler(sns = "orders",)]
#[doc = concat!("Documented ", "by a macro.")]
pub async fn skipped()
{ }

fn main() {
    drop(before());
    drop(behind());
    drop(conditional());
    let _ = handlers![before, behind, conditional, skipped];
}
