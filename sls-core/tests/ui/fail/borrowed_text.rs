use sls_core::handler;

#[handler]
async fn orders(name: &str) -> usize {
    name.len()
}

fn main() {}
