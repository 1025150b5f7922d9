//! One message for each that comes later.

use sls_core::{handler, handlers};

#[handler(sns = "orders")]
async fn first() {}

#[handler(sns = "orders")]
async fn second() {}

#[handler(sns = "refunds", sns = "orders")]
async fn third() {}

fn main() {
    let _ = handlers![first, second, third];
}
