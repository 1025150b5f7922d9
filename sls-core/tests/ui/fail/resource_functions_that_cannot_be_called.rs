//! As with handlers.

use sls_core::resource;

struct Pool;

#[resource]
fn not_async() -> Pool {
    Pool
}

#[resource]
async fn generic<T>() -> Pool {
    Pool
}

#[resource]
async unsafe fn not_safe() -> Pool {
    Pool
}

#[resource]
const async fn constant() -> Pool {
    Pool
}

fn main() {}
