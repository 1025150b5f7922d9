//! JSON in, JSON out.

use sls_core::{Error, handler};
use work::{Greeting, Name};

#[handler]
async fn hello(name: Name) -> Result<Greeting, Error> {
    Ok(work::greet(&name))
}

fn main() -> sls_core::Result<()> {
    sls_core::run(hello)
}
