//! With another attribute that rewrites the function, in either order.

use sls_core::{Json, handler, handlers};
use tracing::instrument;

#[handler(http = "POST /outside")]
#[instrument(skip_all)]
async fn outside(Json(number): Json<u32>) -> Json<u32> {
    Json(number)
}

#[instrument(level = "debug", ret)]
#[handler(http = "POST /inside")]
async fn inside(Json(number): Json<u32>) -> String {
    number.to_string()
}

fn main() {
    let _ = handlers![outside, inside];
}
