use sls_core::{Json, handler};

struct Order;

#[handler(http = "POST /orders")]
async fn store(_argument: Option<Json<Order>>) {}

fn main() {}
