//! An error is never part of an answer that reads like a success.

use sls_core::handler;

#[derive(serde::Serialize)]
struct GreetingError;

#[handler]
async fn hello() -> Result<String, GreetingError> {
    Err(GreetingError)
}

fn main() {}
