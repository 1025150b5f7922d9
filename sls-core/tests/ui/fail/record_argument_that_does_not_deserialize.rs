use sls_core::handler;

struct Order;

#[handler(sqs = "orders")]
async fn store(_argument: Order) {}

fn main() {}
