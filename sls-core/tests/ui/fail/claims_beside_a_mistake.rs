//! A handler that was refused claims nothing.

use sls_core::{handler, handlers};

#[handler(sns = "orders")]
async fn store() {}

#[handler(sns = "orders", sqs(queue = "orders", batch_sice = 5))]
async fn store_again() {}

fn main() {
    let _ = handlers![store, store_again];
}
