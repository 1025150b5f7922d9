//! A resource is built before any event.

use sls_core::{Context, Json, State, resource};

struct Pool;
struct Config;

#[resource]
async fn config(_config: Config) -> Pool {
    Pool
}

#[resource]
async fn context(_context: Context) -> Pool {
    Pool
}

#[resource]
async fn borrowed(_config: &State<Config>) -> Pool {
    Pool
}

#[resource]
async fn payload(_order: Json<u64>) -> Pool {
    Pool
}

fn main() {}
