use sls_core::event::kinesis::Window;
use sls_core::handler;

struct Order;

#[handler(kinesis(stream = "orders", tumbling_window = "1m"))]
async fn store(_argument: Window<Order>) {}

fn main() {}
