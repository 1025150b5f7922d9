//! The hand-written JSON function with logs: one thread and the runtime's own subscriber.

use lambda_runtime::{Error, LambdaEvent, service_fn, tracing};
use work::{Greeting, Name};

async fn hello(event: LambdaEvent<Name>) -> Result<Greeting, Error> {
    Ok(work::greet(&event.payload))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    lambda_runtime::run(service_fn(hello)).await
}
