use sls_core::{handlers, resource, resources};

struct Pool;

#[resource]
async fn pool() -> Pool {
    Pool
}

#[sls_core::handler(http = "GET /orders")]
async fn orders() {}

fn main() {
    let _ = handlers![pool];
    let _ = resources![orders];
}
