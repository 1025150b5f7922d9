use sls_core::handler;

struct Greeting;

#[handler]
async fn hello() -> Greeting {
    Greeting
}

fn main() {}
