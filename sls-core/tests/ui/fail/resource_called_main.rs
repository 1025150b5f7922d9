use sls_core::resource;

struct Pool;

#[resource]
async fn main() -> Pool {
    Pool
}
