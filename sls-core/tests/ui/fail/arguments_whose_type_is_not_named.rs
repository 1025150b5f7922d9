//! An argument is made from the event by its type.

use sls_core::{Json, handler};

#[handler(http = "POST /orders")]
async fn alone(_order: impl Send) {}

#[handler]
async fn inside(Json(_order): Json<impl Send>) {}

fn main() {}
