//! What only a request has cannot be made of the rest.

use sls_core::{Cookies, Path, handler};

#[handler(http = "GET /orders/{id}", sns = "orders")]
async fn message(Path(_id): Path<u64>) {}

#[handler(http = "GET /orders", sqs = "orders", schedule = "rate(1 day)")]
async fn of_three(_cookies: Cookies) {}

#[handler(websocket = "$connect")]
async fn connection(Path(_id): Path<u64>) {}

fn main() {}
