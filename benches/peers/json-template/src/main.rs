//! The JSON function as the official template starts it: several threads, logs on.

use lambda_runtime::{Error, LambdaEvent, service_fn, tracing};
use work::{Greeting, Name};

async fn hello(event: LambdaEvent<Name>) -> Result<Greeting, Error> {
    Ok(work::greet(&event.payload))
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    lambda_runtime::run(service_fn(hello)).await
}
