use sls_core::{Json, handler};

#[handler(http = "POST /orders")]
async fn store(Json(_order): Json<Vec<u64>>, Json(_again): Json<Vec<u64>>) {}

fn main() {}
