use sls_core::http::StatusCode;
use sls_core::reply::{Created, IntoResponse, NoContent, Response};
use sls_core::{Error, Json, Reply, handler, handlers};

#[handler(http = "GET /opaque")]
async fn opaque() -> impl IntoResponse {
    (StatusCode::ACCEPTED, "later")
}

#[handler(http = "GET /response")]
async fn response() -> Response {
    "text".into_response()
}

#[handler(http = "GET /unit")]
async fn unit() {}

#[handler(http = "GET /created")]
async fn created() -> Result<(StatusCode, Json<u64>), Error> {
    Ok((StatusCode::CREATED, Json(1)))
}

#[handler(http = "POST /orders")]
async fn named() -> Created<Json<u64>> {
    Created(Json(1))
}

#[handler(http = "DELETE /orders")]
async fn gone() -> NoContent {
    NoContent
}

#[handler(http = "GET /text")]
async fn text() -> &'static str {
    "text"
}

#[handler]
async fn raw() -> Reply {
    Reply::json("{}")
}

#[handler]
async fn fallible_raw() -> Result<Reply, Error> {
    Ok(Reply::json("{}"))
}

#[handler]
async fn nothing() -> Result<(), Error> {
    Ok(())
}

fn main() {
    let _ = handlers![opaque, response, unit, created, named, gone, text, raw];
    let _ = (handlers![fallible_raw], handlers![nothing]);
}
