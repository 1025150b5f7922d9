//! Whatever the crate is called, each attribute but the first is one too many.

mod renamed {
    pub use sls_core::*;
}

#[sls_core::handler(http = "POST /orders")]
#[sls_core::handler(sns = "orders")]
async fn by_path() {}

#[renamed::handler(crate = renamed, http = "POST /refunds")]
#[renamed::handler(crate = renamed, sns = "refunds")]
async fn renamed_crate() {}

#[sls_core::handler(http = "GET /orders")]
/// In between.
#[sls_core::handler]
#[allow(dead_code)]
#[sls_core::handler(sqs = "orders")]
async fn three_times() {}

fn main() {
    let _ = sls_core::handlers![by_path, renamed_crate, three_times];
}
