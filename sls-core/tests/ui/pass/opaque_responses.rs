//! `impl IntoResponse` alone, behind a reference to nothing, and inside other types.

use sls_core::http::{HeaderValue, StatusCode, header};
use sls_core::reply::{Created, IntoResponse};
use sls_core::{Error, Json, handler, handlers};

#[handler(http = "GET /a")]
async fn alone() -> impl IntoResponse {
    ([(header::ETAG, HeaderValue::from_static("1"))], Json(1))
}

#[handler(http = "GET /b", websocket = "b")]
async fn of_two_sources() -> impl IntoResponse + Send + use<> {
    "text"
}

#[handler(http = "GET /c")]
async fn fallible() -> Result<impl IntoResponse, Error> {
    Ok(Created(Json(1)))
}

#[handler(http = "GET /d")]
async fn inside_a_tuple() -> (StatusCode, impl IntoResponse) {
    (StatusCode::OK, "text")
}

#[handler(http = "GET /e")]
async fn with_an_opaque_error() -> Result<String, impl IntoResponse> {
    Err::<String, _>(StatusCode::NOT_FOUND)
}

fn main() {
    let _ = handlers![alone, of_two_sources, fallible, inside_a_tuple, with_an_opaque_error];
}
