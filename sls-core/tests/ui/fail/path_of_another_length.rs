//! As many parameters as the route has.

use sls_core::{Path, handler};

#[handler(http = "GET /orders")]
async fn none(Path(_id): Path<u64>) {}

#[handler(http = "GET /orders/{id}")]
async fn one(Path((_id, _line)): Path<(u64, u64)>) {}

#[handler(http = "GET /orders/{id}/lines/{line}")]
async fn two(Path(_id): Path<u64>) {}

#[handler(http("GET /orders/{id}", "GET /orders/{id}/lines/{line}"))]
async fn of_one_route(Path(_id): Path<String>) {}

fn main() {}
