use sls_core::handler;

struct Order;

#[handler(http = "GET /orders/{id}")]
async fn show() -> Order {
    Order
}

fn main() {}
