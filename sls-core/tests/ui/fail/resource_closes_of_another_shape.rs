//! Closing takes the resource.

use sls_core::resource;

struct Pool;

async fn close(_pool: &str) {}

async fn count(_pool: std::sync::Arc<Pool>) -> u64 {
    1
}

#[resource(close = close)]
async fn another_type() -> Pool {
    Pool
}

#[resource(close = count)]
async fn no_outcome() -> Pool {
    Pool
}

fn main() {}
