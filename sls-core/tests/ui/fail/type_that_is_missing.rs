//! Each name that is not there is a message of its own.

use sls_core::handler;

#[handler(http = "POST /orders", sns = "orders")]
async fn store(_order: Json<u64>) -> Stored {}

fn main() {}
