//! Callable, documented, with its own visibility and attributes.

#![deny(warnings)]
#![allow(dead_code, missing_docs)]

mod orders {
    use sls_core::{Json, handler};

    /// Doubles.
    #[handler(http = "POST /double")]
    #[must_use]
    pub async fn double(Json(number): Json<u32>) -> Json<u32> {
        Json(number * 2)
    }

    #[allow(unused_variables)]
    #[handler(http = "GET /before")]
    pub(crate) async fn allowed_before() {
        let unused = 1;
    }

    #[handler(http = "GET /after")]
    #[allow(unused_variables)]
    pub(super) async fn allowed_after() {
        let unused = 1;
    }

    #[deprecated = "use double"]
    #[handler(http = "POST /twice")]
    pub async fn twice(number: u32) -> Json<u32> {
        Json(number)
    }
}

#[expect(deprecated)]
use orders::twice;
use orders::{allowed_after, allowed_before, double};
use sls_core::{Json, handlers};

fn main() {
    // The call compiles; running it needs an executor.
    drop(double(Json(2)));
    let _ = handlers![double, allowed_before, allowed_after, twice];
}
