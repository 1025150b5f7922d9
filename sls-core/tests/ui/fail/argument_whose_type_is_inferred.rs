use sls_core::{Json, handler};

#[handler(http = "POST /orders")]
async fn store(Json(_order): Json<_>) {}

fn main() {}
