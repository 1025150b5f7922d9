use std::fmt::Display;

use sls_core::handler;

#[handler(http = "GET /orders")]
async fn list() -> impl Display {
    "orders"
}

fn main() {}
