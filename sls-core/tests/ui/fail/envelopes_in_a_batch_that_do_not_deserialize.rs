use sls_core::event::sns::Sns;
use sls_core::{Batch, Json, handler};

struct Order;

#[handler(sqs = "orders")]
async fn store(_argument: Batch<Sns<Json<Order>>>) {}

fn main() {}
