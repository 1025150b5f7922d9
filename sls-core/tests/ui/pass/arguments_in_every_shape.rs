use std::sync::Arc;

use sls_core::extract::{Cookies, Rejection};
use sls_core::http::HeaderMap;
use sls_core::{Context, Json, Path, Query, State, Text, handler, handlers};

#[derive(serde::Deserialize)]
struct Page {
    number: u32,
}

struct Pool;

#[handler(http = "POST /{tenant}/{id}")]
async fn all(
    Path((tenant, _id)): Path<(String, u64)>,
    Query(page): Query<Page>,
    mut headers: HeaderMap,
    cookies: Cookies,
    State(_pool): State<&'static Pool>,
    _shared: State<Arc<Pool>>,
    _: Context,
    maybe: Option<Json<u32>>,
    checked: Result<Text, Rejection>,
) -> String {
    headers.clear();
    drop((cookies, maybe, checked));
    format!("{tenant} {}", page.number)
}

#[handler]
async fn none() {}

fn main() {
    let _ = handlers![all, none];
}
