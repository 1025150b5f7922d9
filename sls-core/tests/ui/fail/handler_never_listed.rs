//! What nobody calls and no list has is dead code, as any other function.

#![deny(dead_code)]

use sls_core::handler;

#[handler(http = "GET /orders")]
async fn orders() {}

fn main() {}
