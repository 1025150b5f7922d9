//! What an HTTP request has, a record does not have.

use sls_core::http::HeaderMap;
use sls_core::{Cookies, Path, Query, handler};

#[handler(sns = "orders")]
async fn path(Path(_id): Path<u64>) {}

#[handler(sqs = "orders")]
async fn query(Query(_page): Query<Vec<(String, String)>>) {}

#[handler(kinesis = "orders")]
async fn headers(_headers: HeaderMap) {}

#[handler(s3 = "receipts")]
async fn cookies(_cookies: Cookies) {}

#[handler]
async fn direct(Query(_page): Query<Vec<(String, String)>>) {}

#[handler(alarm, schedule = "rate(1 day)")]
async fn of_two(_headers: HeaderMap) {}

fn main() {}
