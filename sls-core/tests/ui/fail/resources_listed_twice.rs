use sls_core::{resource, resources};

struct Pool;

#[resource]
async fn pool() -> Pool {
    Pool
}

fn main() {
    let _ = resources![pool, pool];
}
