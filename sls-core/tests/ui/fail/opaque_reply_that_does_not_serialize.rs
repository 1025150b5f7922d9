use std::fmt::Display;

use sls_core::handler;

#[handler]
async fn hello() -> impl Display {
    "hello"
}

fn main() {}
