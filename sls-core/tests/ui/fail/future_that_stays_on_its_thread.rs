use std::rc::Rc;

use sls_core::handler;

#[handler(http = "GET /orders")]
async fn orders() -> String {
    let name = Rc::new(String::from("orders"));
    std::future::ready(()).await;
    name.to_string()
}

fn main() {}
