use sls_core::handler;

struct GreetingError;

#[handler]
async fn hello() -> Result<String, GreetingError> {
    Err(GreetingError)
}

fn main() {}
