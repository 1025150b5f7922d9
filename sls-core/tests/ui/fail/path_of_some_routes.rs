use sls_core::{Path, handler};

#[handler(http("GET /orders", "GET /orders/{id}"))]
async fn some(Path(_id): Path<u64>) {}

#[handler(http("GET /orders", "GET /refunds"))]
async fn none(_id: Option<Path<u64>>) {}

fn main() {}
