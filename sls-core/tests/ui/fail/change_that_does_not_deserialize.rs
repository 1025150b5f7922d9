use sls_core::event::dynamodb::Change;
use sls_core::handler;

struct Order;

#[handler(dynamodb = "orders")]
async fn store(_argument: Change<Order>) {}

fn main() {}
