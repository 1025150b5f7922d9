//! Each with what to take in its place.

use sls_core::{Json, State, handler};

#[handler]
async fn bytes(_payload: &[u8]) {}

#[handler]
async fn list(_names: &[String]) {}

#[handler(http = "GET /orders")]
async fn state(_pool: &mut State<u64>) {}

#[handler(http = "GET /orders")]
async fn named(_name: Json<&'_ str>) {}

fn main() {}
