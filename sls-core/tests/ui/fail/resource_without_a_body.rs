use sls_core::resource;

struct Pool;

#[resource]
async fn pool() -> Pool;

trait Pools {
    #[resource]
    async fn open() -> Pool;
}

fn main() {}
