use sls_core::handler;

#[handler(sns = "order-events")]
async fn notify() -> u64 {
    42
}

fn main() {}
