//! One message for each, in the order of the file.

use sls_core::handler;

#[handler(sns = "orders.fifo")]
async fn store(name: &str) -> usize {
    name.len()
}

fn main() {
    drop(store());
}
