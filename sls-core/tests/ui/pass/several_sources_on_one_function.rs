//! `Json` is the payload of the unit of work, whatever carried it.

use sls_core::{Error, Json, handler, handlers};

#[handler(http = "POST /orders", sns = "order-events", kinesis(stream = "orders", batch_size = 10))]
async fn order(Json(_id): Json<u64>) -> Result<(), Error> {
    Ok(())
}

fn main() {
    let _ = handlers![order];
}
