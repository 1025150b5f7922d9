//! Its function is there: what it does wrong is said too, and what calls it is not.

use sls_core::{resource, resources};

struct Pool;

#[resource(lasy)]
async fn pool() -> Pool {
    let size: u32 = "ten";
    drop(size);
    Pool
}

async fn direct() -> Pool {
    pool().await
}

fn main() {
    drop(direct());
    let _ = resources![pool];
}
