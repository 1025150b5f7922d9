use sls_core::{Query, handler};

struct Order;

#[handler(http = "GET /orders")]
async fn store(_argument: Query<Order>) {}

fn main() {}
