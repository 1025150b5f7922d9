//! Everything that may be written behind a name by mistake.

use sls_core::{handler, handlers};

#[handler]
async fn orders() {}

#[handler(sns = "items")]
async fn items() {}

fn main() {
    let _ = handlers![orders "items"];
    let _ = handlers![orders; items];
    let _ = handlers![orders.clone()];
    let _ = handlers![orders as other];
    let _ = handlers![orders crate::items];
}
