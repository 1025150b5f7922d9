use sls_core::handler;

struct Lamp;

#[handler(iot)]
async fn press() -> Lamp {
    Lamp
}

fn main() {}
