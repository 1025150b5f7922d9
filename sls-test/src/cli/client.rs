//! One HTTP request to the server of `cargo sls dev`.

use std::net::Ipv4Addr;

use bytes::Bytes;
use http::response::Parts;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::problem::Problem;

pub(super) async fn call(
    port: u16,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> Result<(Parts, Bytes), Problem> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.map_err(|_| {
        Problem::new(format!(
            "nothing listens on 127.0.0.1:{port}; start the function with `cargo sls dev NAME`, \
             or write --port with the port it listens on"
        ))
    })?;
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, format!("127.0.0.1:{port}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Full::new(body))
        .map_err(|error| Problem::new(format!("this is no request: {error}")))?;
    send(stream, request).await.map_err(|error| {
        Problem::new(format!(
            "what listens on 127.0.0.1:{port} does not answer: {error}; is it `cargo sls dev`?"
        ))
    })
}

async fn send(stream: TcpStream, request: Request<Full<Bytes>>) -> hyper::Result<(Parts, Bytes)> {
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await?.into_parts();
    Ok((parts, body.collect().await?.to_bytes()))
}
