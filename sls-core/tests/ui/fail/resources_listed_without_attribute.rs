use sls_core::resources;

struct Pool;

async fn pool() -> Pool {
    Pool
}

fn main() {
    let _ = resources![pool];
    let _ = resources![pool()];
    let _ = resources![Pool];
}
