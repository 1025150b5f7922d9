//! A check takes the resource and says whether it is still good.

use sls_core::resource;

struct Pool;

impl Pool {
    async fn ping(&self) -> bool {
        true
    }

    async fn count(&self) -> u64 {
        1
    }

    fn is_open(&self) -> bool {
        true
    }
}

async fn nothing() -> bool {
    true
}

#[resource(check = Pool::ping)]
async fn good() -> Pool {
    Pool
}

#[resource(check = Pool::count)]
async fn no_outcome() -> Pool {
    Pool
}

#[resource(check = Pool::is_open)]
async fn not_async() -> Pool {
    Pool
}

#[resource(check = nothing)]
async fn no_argument() -> Pool {
    Pool
}

#[resource(check = Pool::missing)]
async fn missing() -> Pool {
    Pool
}

fn main() {}
