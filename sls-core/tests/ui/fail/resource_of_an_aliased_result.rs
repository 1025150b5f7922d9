use sls_core::resource;

struct Pool;

type Result = std::result::Result<Pool, sls_core::Error>;

#[resource]
async fn pool() -> Result {
    Ok(Pool)
}

fn main() {}
