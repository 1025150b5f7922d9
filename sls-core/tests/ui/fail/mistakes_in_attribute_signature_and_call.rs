//! One message for each.

use sls_core::handler;

#[handler(sns = "orders.fifo")]
async fn store(name: &str) -> usize {
    name.len()
}

fn main() {
    drop(store());
}
