//! The value is what is wrong.

use sls_core::http::StatusCode;
use sls_core::{Error, handler};

struct Order;

#[handler(http = "GET /orders")]
async fn with_status() -> Result<Order, StatusCode> {
    Ok(Order)
}

#[handler(http = "GET /orders/first")]
async fn with_error() -> Result<Order, Error> {
    Ok(Order)
}

fn main() {}
