use sls_core::handler;

#[handler(ses)]
async fn answer() -> bool {
    true
}

fn main() {}
