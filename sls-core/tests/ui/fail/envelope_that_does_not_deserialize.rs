use sls_core::event::sns::Sns;
use sls_core::{Json, handler};

struct Order;

#[handler(sqs = "orders")]
async fn store(_argument: Sns<Json<Order>>) {}

fn main() {}
