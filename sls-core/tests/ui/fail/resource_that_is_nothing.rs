//! A resource is what its function returns.

use sls_core::resource;

struct Pool;

#[resource]
async fn no_type() {}

#[resource]
async fn unit() -> () {}

#[resource]
async fn unit_or_error() -> Result<(), sls_core::Error> {
    Ok(())
}

fn main() {}
