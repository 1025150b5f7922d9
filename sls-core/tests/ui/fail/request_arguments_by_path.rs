use sls_core::http;
use sls_core::{Bytes, handler};

#[handler(sns = "orders")]
async fn method(_method: http::Method) {}

#[handler(sqs = "orders")]
async fn request(_request: http::Request<Bytes>) {}

#[handler]
async fn uri(_uri: http::Uri) {}

fn main() {}
