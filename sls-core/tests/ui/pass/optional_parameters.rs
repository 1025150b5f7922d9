//! Parameters that some of the routes have.

use sls_core::{Path, handler, handlers};

#[handler(http("GET /orders", "GET /orders/{id}", "$default"))]
async fn show(id: Option<Path<u64>>) -> String {
    id.map_or_else(String::new, |Path(id)| id.to_string())
}

fn main() {
    let _ = handlers![show];
}
