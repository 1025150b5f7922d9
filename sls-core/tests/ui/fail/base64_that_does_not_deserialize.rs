use sls_core::extract::Base64;
use sls_core::{Json, handler};

struct Order;

#[handler(sqs = "orders")]
async fn store(_argument: Base64<Json<Order>>) {}

fn main() {}
