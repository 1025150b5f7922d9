//! Its signature is known, so that a call can be wrong by itself.

use sls_core::handler;

#[handler(sqs(queue = "orders", batch_sice = 5))]
async fn store(id: u64) -> u64 {
    id
}

fn main() {
    drop(store("one"));
}
