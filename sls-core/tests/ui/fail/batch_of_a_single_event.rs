//! Only some sources deliver batches.

use sls_core::{Batch, Json, handler};

#[handler(sns = "orders")]
async fn message(_all: Batch<Json<u64>>) {}

#[handler]
async fn direct(_all: Batch<Json<u64>>) {}

#[handler(http = "POST /orders")]
async fn request(_all: Batch<Json<u64>>) {}

#[handler(sqs = "orders", sns = "orders")]
async fn of_one_source(_all: Batch<Json<u64>>) {}

fn main() {}
