//! Two mistakes, two messages.

use sls_core::handler;

struct Order;
struct OrderError;

#[handler(http = "GET /orders")]
async fn show() -> Result<Order, OrderError> {
    Err(OrderError)
}

fn main() {}
