//! Every kind of route key, and parameters by their names.

use std::collections::HashMap;

use sls_core::{App, Path, handler, handlers};

#[derive(serde::Deserialize)]
struct Line {
    order: u64,
    line: String,
}

#[handler(http("GET /", "HEAD /", "OPTIONS /", "PATCH /", "PUT /", "DELETE /", "POST /"))]
async fn root() {}

#[handler(http = "ANY /orders/{order}/lines/{line}")]
async fn named(Path(Line { order, line }): Path<Line>) -> String {
    format!("{order} {line}")
}

#[handler(http("GET /orders/{order-id}", "GET /items/{item.id}"))]
async fn marks_in_names(Path(_all): Path<HashMap<String, String>>) {}

#[handler(http("GET /files/{path+}", "GET /pages/{*path}"))]
async fn rests(Path(_path): Path<String>) {}

#[handler(http("GET /v1/orders:batch", "GET /gr%C3%B6%C3%9Fe", "GET /größe", "GET /a/"))]
async fn literal_segments() {}

#[handler(http = "$default")]
async fn everything_else() {}

#[handler(websocket("$connect", "$default", "$disconnect", "send message", "{id}"))]
async fn socket() {}

fn main() {
    let all =
        handlers![root, named, marks_in_names, rests, literal_segments, everything_else, socket];
    App::new().handlers(all).into_service().expect("nothing is wrong with them at start");
}
