use sls_core::{Json, handler};

struct NewOrder {
    _sku: String,
}

#[handler(http = "POST /orders")]
async fn orders(Json(_order): Json<NewOrder>) {}

fn main() {}
