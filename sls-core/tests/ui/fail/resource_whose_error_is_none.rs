use sls_core::resource;

struct Pool;
struct PoolError;

#[resource]
async fn pool() -> Result<Pool, PoolError> {
    Err(PoolError)
}

fn main() {}
