//! An error becomes a response by itself, or through `sls_core::Error`.

use std::fmt;

use sls_core::reply::{IntoResponse, Response};
use sls_core::{Error, Json, handler, handlers};

struct OrderError;

impl IntoResponse for OrderError {
    fn into_response(self) -> Response {
        "sold out".into_response()
    }
}

#[derive(Debug)]
struct StoreError;

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no store")
    }
}

impl std::error::Error for StoreError {}

/// A response, a standard error and JSON at once: nothing has to choose for it.
#[derive(Debug, serde::Serialize)]
struct Everything;

impl fmt::Display for Everything {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("everything")
    }
}

impl std::error::Error for Everything {}

impl IntoResponse for Everything {
    fn into_response(self) -> Response {
        "everything".into_response()
    }
}

#[handler(http = "GET /e")]
async fn everything() -> Result<Json<u64>, Everything> {
    Err(Everything)
}

#[handler]
async fn everything_direct() -> Result<u64, Everything> {
    Err(Everything)
}

#[handler(http = "GET /a")]
async fn with_response() -> Result<Json<u64>, OrderError> {
    Err(OrderError)
}

#[handler(http = "GET /b")]
async fn with_error() -> Result<Json<u64>, Error> {
    Err(StoreError)?
}

#[handler(http = "GET /c")]
async fn with_any_error() -> Result<Json<u64>, StoreError> {
    Err(StoreError)
}

#[handler(http = "GET /d")]
async fn boxed() -> Result<Json<u64>, Box<dyn std::error::Error + Send + Sync>> {
    Err(StoreError)?
}

#[handler(sns = "orders")]
async fn record() -> Result<(), StoreError> {
    Err(StoreError)
}

#[handler]
async fn direct() -> Result<u64, StoreError> {
    Err(StoreError)
}

fn main() {
    let _ = handlers![with_response, with_error, with_any_error, boxed, record, direct, everything];
    let _ = handlers![everything_direct];
}
