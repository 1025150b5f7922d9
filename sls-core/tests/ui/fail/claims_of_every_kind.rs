//! The entry above is named, by the path that it has in the list.

use sls_core::{handler, handlers};

mod orders {
    #[sls_core::handler(http = "GET /orders/{id}")]
    pub async fn show() {}

    #[sls_core::handler(websocket = "$connect")]
    pub async fn connect() {}
}

#[handler(sns = "orders", http("GET /orders/{order}", "GET /items"))]
async fn both() {}

#[handler(websocket = "$connect")]
async fn connect() {}

#[handler]
async fn direct() {}

#[handler]
async fn other() {}

fn main() {
    let _ = handlers![orders::show, direct, both, orders::connect, connect, self::other];
}
