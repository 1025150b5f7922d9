//! One message, however many sources the function serves.

use sls_core::{Json, handler};

struct NewOrder;

#[handler(http("PUT /orders", "POST /orders"), sns = "orders", sqs = "orders")]
async fn orders(Json(_order): Json<NewOrder>) {}

fn main() {}
