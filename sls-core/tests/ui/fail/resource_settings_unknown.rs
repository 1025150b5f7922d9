//! Each says what there is.

use sls_core::resource;

struct Pool;

#[resource(lasy)]
async fn misspelled() -> Pool {
    Pool
}

#[resource(eager)]
async fn far_from_any() -> Pool {
    Pool
}

#[resource(http = "GET /pool")]
async fn of_a_handler() -> Pool {
    Pool
}

#[resource(batch_size = 5)]
async fn of_a_source() -> Pool {
    Pool
}

#[resource("60s")]
async fn without_a_name() -> Pool {
    Pool
}

#[resource(lazy, lazy)]
async fn twice() -> Pool {
    Pool
}

#[resource(lazy optional)]
async fn without_a_comma() -> Pool {
    Pool
}

#[resource(name = "pool")]
async fn name() -> Pool {
    Pool
}

fn main() {}
