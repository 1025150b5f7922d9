//! The expansion offends no lint that a crate may choose.

#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unnameable_types,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    future_incompatible,
    let_underscore_drop,
    single_use_lifetimes,
    trivial_casts,
    unit_bindings,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]

use sls_core::{Error, Json, Path, State, handler, handlers};

/// A store.
#[derive(Clone, Copy, Debug)]
pub struct Store;

/// Creates.
#[handler(http("PUT /orders/{id}", "PATCH /orders/{id}"), sns = "orders")]
pub async fn create(
    State(_store): State<Store>,
    _id: Option<Path<u64>>,
    Json(_order): Json<Vec<u64>>,
) -> Result<(), Error> {
    Ok(())
}

#[handler]
async fn private(_name: String) -> Result<(), Error> {
    Ok(())
}

fn main() {
    assert_eq!(handlers![create, private].len(), 2);
}
