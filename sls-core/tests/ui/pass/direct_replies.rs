//! Whatever serialises answers a direct invocation.

use std::collections::BTreeMap;
use std::convert::Infallible;

use sls_core::{Error, Reply, handler, handlers};

#[derive(serde::Serialize)]
struct Greeting<'a> {
    text: &'a str,
}

#[derive(serde::Serialize)]
enum Never {}

#[handler]
async fn structure() -> Greeting<'static> {
    Greeting { text: "hello" }
}

#[handler]
async fn option() -> Option<Vec<(u8, String)>> {
    None
}

#[handler]
async fn map() -> Result<BTreeMap<String, f64>, std::num::ParseIntError> {
    "1".parse::<u64>().map(|_| BTreeMap::new())
}

#[handler]
async fn text() -> &'static str {
    "hello"
}

#[handler]
async fn infallible() -> Result<u64, Infallible> {
    Ok(1)
}

#[handler]
async fn boxed() -> Result<Never, Box<dyn std::error::Error + Send + Sync>> {
    Err("no".into())
}

#[handler]
async fn opaque() -> impl serde::Serialize {
    [1, 2, 3]
}

#[handler]
async fn opaque_inside() -> Result<impl serde::Serialize, Error> {
    Ok((1, "two"))
}

#[handler]
async fn finished() -> Result<Reply, Error> {
    Ok(Reply::new("text/plain", "hello"))
}

#[handler(iot)]
async fn device() -> Result<Greeting<'static>, Error> {
    Ok(Greeting { text: "hello" })
}

fn main() {
    // A list has at most one handler of direct invocations.
    let _ = (handlers![structure], handlers![option], handlers![map], handlers![text]);
    let _ = (handlers![infallible], handlers![boxed], handlers![opaque], handlers![opaque_inside]);
    let _ = handlers![finished, device];
}
