//! An entry of the list stands beside the function, where types and modules have their names.

use sls_core::handler;
use sls_core::http;

#[handler(http = "GET /")]
async fn http() {}

fn main() {
    drop(http::StatusCode::OK);
}
