use sls_core::handler;

struct Greeting;

#[handler(websocket = "$connect")]
async fn connect() -> Greeting {
    Greeting
}

fn main() {}
