//! One message, however many sources the function serves.

use std::rc::Rc;

use sls_core::handler;

#[handler(http("GET /orders", "POST /orders"), sns = "orders", sqs = "orders")]
async fn orders() {
    let name = Rc::new(String::from("orders"));
    std::future::ready(()).await;
    drop(name);
}

fn main() {}
