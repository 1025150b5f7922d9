//! Functions and constants of other types.

use sls_core::handler;

fn no_key() -> String {
    String::new()
}

const KEY: u64 = 1;

#[handler(idempotent(key = no_key))]
async fn function() {}

#[handler(sns = "orders", idempotent = KEY)]
async fn constant() {}

fn main() {}
