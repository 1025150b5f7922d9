use sls_core::handler;

struct OrderError;

#[handler(sqs = "orders")]
async fn store() -> Result<(), OrderError> {
    Err(OrderError)
}

fn main() {}
