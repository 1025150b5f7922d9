use sls_core::{Batch, Json, handler};

struct Order;

#[handler(sqs = "orders")]
async fn store(_argument: Batch<Json<Order>>) {}

fn main() {}
