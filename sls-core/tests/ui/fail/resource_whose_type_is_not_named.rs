//! A resource is found by its type.

use sls_core::resource;

struct Pool;

#[resource]
async fn opaque() -> impl Send {
    Pool
}

#[resource]
async fn opaque_or_error() -> Result<Box<impl Send>, sls_core::Error> {
    Ok(Box::new(Pool))
}

fn main() {}
