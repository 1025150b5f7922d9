use sls_core::resource;

struct Pool;

#[resource(lazy)]
#[resource(max_idle = "60s")]
async fn pool() -> Pool {
    Pool
}

fn main() {}
