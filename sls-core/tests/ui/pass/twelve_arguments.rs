//! As many as there may be, on one source and on several.

use sls_core::extract::{Bytes, Cookies};
use sls_core::http::{HeaderMap, Method, Uri};
use sls_core::{Context, Json, Path, Query, State, Text, handler, handlers};

#[handler(http = "POST /{id}")]
async fn of_one_source(
    _a: State<u8>,
    _b: State<u16>,
    _c: State<u32>,
    _d: State<u64>,
    _e: Context,
    _f: Path<u64>,
    _g: Query<Vec<(String, String)>>,
    _h: HeaderMap,
    _i: Method,
    _j: Uri,
    _k: Cookies,
    _l: Json<u64>,
) {
}

#[handler(sns = "orders", sqs = "orders", http = "POST /orders")]
async fn of_several_sources(
    _a: State<u8>,
    _b: State<u16>,
    _c: State<u32>,
    _d: State<u64>,
    _e: State<i8>,
    _f: State<i16>,
    _g: State<i32>,
    _h: State<i64>,
    _i: Context,
    _j: Option<Json<u64>>,
    _k: Text,
    _l: Bytes,
) -> Result<(), sls_core::Error> {
    Ok(())
}

fn main() {
    let _ = handlers![of_one_source, of_several_sources];
}
