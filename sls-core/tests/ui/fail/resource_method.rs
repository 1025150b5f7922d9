use sls_core::resource;

struct Pool;

impl Pool {
    #[resource]
    async fn pool(&self) -> Self {
        Self
    }
}

fn main() {}
