//! JSON in, JSON out on `lambda_runtime` alone, one thread: what "hand-written" means in the table.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use work::{Greeting, Name};

async fn hello(event: LambdaEvent<Name>) -> Result<Greeting, Error> {
    Ok(work::greet(&event.payload))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(hello)).await
}
