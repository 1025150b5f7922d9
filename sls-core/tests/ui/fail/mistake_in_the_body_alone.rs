//! What is wrong in the body is the only message.

use sls_core::{Json, handler, handlers};

#[handler(http = "POST /orders", sns = "orders")]
async fn store(Json(order): Json<Vec<u64>>) -> Result<(), sls_core::Error> {
    order.tally();
    Ok(())
}

fn main() {
    let _ = handlers![store];
}
