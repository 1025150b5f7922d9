//! Lints about results and deprecation speak of the function, not of what stands beside it.

#![deny(warnings, deprecated, unused_must_use, unused_results)]

use sls_core::{Json, handler, handlers};

#[handler(http = "GET /old")]
#[deprecated(since = "1.0.0", note = "use `new`")]
pub async fn old() -> Json<u64> {
    Json(1)
}

#[deprecated]
#[handler(sns = "old", sqs = "old")]
pub async fn old_message() {}

#[handler(http = "GET /new")]
#[must_use = "it is counted"]
pub async fn new() -> Json<u64> {
    Json(1)
}

#[handler]
pub async fn important() -> Result<(), sls_core::Error> {
    Ok(())
}

#[expect(unused_must_use)]
fn ignored() {
    new();
}

#[expect(deprecated)]
fn called() {
    drop(old());
}

fn main() {
    ignored();
    called();
    assert_eq!(handlers![old, old_message, new, important].len(), 4);
}
