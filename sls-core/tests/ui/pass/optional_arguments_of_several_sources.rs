//! What only one of the sources has is taken as an `Option`.

use sls_core::event::{kinesis, sns, sqs};
use sls_core::http::HeaderMap;
use sls_core::{Cookies, Json, Path, Query, handler, handlers};

#[handler(http = "PUT /orders/{id}", sns = "orders", sqs = "orders", kinesis = "orders")]
async fn store(
    Json(_order): Json<Vec<u64>>,
    _id: Option<Path<u64>>,
    _query: Option<Query<Vec<(String, String)>>>,
    _headers: Option<HeaderMap>,
    _cookies: Option<Cookies>,
    _message: Option<sns::Message>,
    _queued: Option<sqs::Message>,
    _record: Option<kinesis::Record>,
) -> Result<(), sls_core::Error> {
    Ok(())
}

fn main() {
    let _ = handlers![store];
}
