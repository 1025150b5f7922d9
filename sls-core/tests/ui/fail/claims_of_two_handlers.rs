//! Two handlers of one list cannot both have an event.

use sls_core::{handler, handlers};

#[handler(http = "GET /orders/{id}")]
async fn show() {}

#[handler(http("PUT /orders", "GET /orders/{order}"))]
async fn show_again() {}

#[handler(sqs = "orders")]
async fn store() {}

#[handler(sqs(queue = "orders", batch_size = 5))]
async fn store_again() {}

#[handler(schedule = "rate(1 day)")]
async fn report() {}

#[handler(schedule = "rate(1 hour)")]
async fn report_again() {}

#[handler]
async fn direct() {}

mod other {
    #[sls_core::handler]
    pub async fn direct() {}
}

fn main() {
    let _ = handlers![show, show_again];
    let _ = handlers![store, store_again];
    let _ = handlers![report, report_again];
    let _ = handlers![direct, other::direct];
}
