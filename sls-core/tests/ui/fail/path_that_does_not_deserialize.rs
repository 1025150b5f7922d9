use sls_core::{Path, handler};

struct Order;

#[handler(http = "GET /orders/{id}")]
async fn store(_argument: Path<Order>) {}

fn main() {}
