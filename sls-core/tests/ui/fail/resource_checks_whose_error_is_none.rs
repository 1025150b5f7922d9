use sls_core::resource;

struct Pool;
struct PoolError;

impl Pool {
    async fn ping(&self) -> Result<(), PoolError> {
        Err(PoolError)
    }
}

#[resource(check = Pool::ping)]
async fn pool() -> Pool {
    Pool
}

#[resource(close = Pool::ping)]
async fn again() -> Pool {
    Pool
}

fn main() {}
