use sls_core::{handler, resource};

struct Pool;

#[handler]
#[resource]
async fn pool() -> Pool {
    Pool
}

fn main() {}
