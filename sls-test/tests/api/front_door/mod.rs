//! The front doors, row by row of what AWS was seen to do.

mod alb;
mod event_builder;
mod function_url;
mod http_api_event;
mod http_api_payload_v1;
mod http_api_reply;
mod lattice;
mod peers;
mod properties;
mod rest_event;
mod rest_reply;
mod routes;
mod streams;
mod websocket;

use bytes::Bytes;
use serde_json::Value;
use sls_test::front_door::Outcome;

/// A function that returned this JSON.
fn returned(result: impl Into<Value>) -> Outcome {
    Outcome::json(result.into().to_string())
}

/// All lines of a response header.
#[track_caller]
fn lines<'a>(response: &'a http::Response<Bytes>, name: &str) -> Vec<&'a str> {
    let values = response.headers().get_all(name).iter();
    values.map(|value| value.to_str().expect("a header in ASCII")).collect()
}

/// Status and body of a response, for one assertion.
fn status_and_body(response: &http::Response<Bytes>) -> (u16, &str) {
    let body = str::from_utf8(response.body()).expect("a body in UTF-8");
    (response.status().as_u16(), body)
}
