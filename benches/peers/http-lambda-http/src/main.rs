//! `GET /orders/{id}` on `lambda_http`, one thread; the gateway has done the routing.

use lambda_http::{Body, Error, Request, RequestExt as _, Response, service_fn};

async fn show(request: Request) -> Result<Response<Body>, Error> {
    let parameters = request.path_parameters();
    let Some(id) = parameters.first("id") else {
        return Ok(Response::builder().status(404).body(Body::Empty)?);
    };
    let order = serde_json::to_string(&work::order(id.to_owned()))?;
    Ok(Response::builder()
        .status(200)
        .header("content-type", "application/json")
        .body(Body::Text(order))?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(service_fn(show)).await
}
