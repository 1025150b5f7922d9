//! The part of the runtime, played by a plain HTTP client.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use sls_test::runtime_api::RuntimeApi;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    #[track_caller]
    pub(super) fn assert(&self, status: u16, body: &str) {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!((self.status.as_u16(), &*text), (status, body));
    }

    #[track_caller]
    pub(super) fn assert_accepted(&self) {
        self.assert(202, r#"{"status":"OK"}"#);
    }

    #[track_caller]
    pub(super) fn assert_transition_refused(&self, from: &str, to: &str) {
        self.assert(
            403,
            &format!(
                r#"{{"errorMessage":"State transition from {from} to {to} failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}}"#
            ),
        );
    }
}

/// One connection of a runtime.
pub(super) struct Runtime {
    connection: SendRequest<Full<Bytes>>,
}

impl Runtime {
    pub(super) async fn connect(api: &RuntimeApi) -> Self {
        Self { connection: connect(api.address()).await }
    }

    pub(super) async fn next(&mut self) -> Answer {
        self.call(Method::GET, "/runtime/invocation/next", &[], "").await
    }

    pub(super) async fn respond(&mut self, id: &str, body: impl Into<Bytes>) -> Answer {
        self.post(&format!("/runtime/invocation/{id}/response"), &[], body).await
    }

    pub(super) async fn post(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        self.call(Method::POST, path, headers, body).await
    }

    pub(super) async fn call(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        self.try_call(method, path, headers, body).await.unwrap()
    }

    pub(super) async fn try_call(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> hyper::Result<Answer> {
        let path = format!("/2018-06-01{path}");
        send(&mut self.connection, method, &path, headers, body.into()).await
    }

    /// A call of the Extensions API.
    pub(super) async fn extension(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let path = format!("/2020-01-01/extension{path}");
        send(&mut self.connection, method, &path, headers, body.into()).await.unwrap()
    }
}

/// One request on a connection of its own.
#[cfg(feature = "cli")]
pub(super) async fn request(
    address: SocketAddr,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    try_request(address, method, path, headers, body).await.unwrap()
}

#[cfg(feature = "cli")]
pub(super) async fn try_request(
    address: SocketAddr,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> hyper::Result<Answer> {
    let mut connection = connect(address).await;
    send(&mut connection, method, path, headers, body.into()).await
}

async fn connect(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    let (connection, driver) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(driver);
    connection
}

async fn send(
    connection: &mut SendRequest<Full<Bytes>>,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> hyper::Result<Answer> {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    connection.ready().await?;
    let request = request.body(Full::new(body)).unwrap();
    let (parts, body) = connection.send_request(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Answer { status: parts.status, headers: parts.headers, body })
}

/// Writes these bytes and reads all that comes; they ask for the connection to be closed.
pub(super) async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    read_all(stream).await
}

/// Writes these bytes, ends in the middle of the request, and reads what comes.
pub(super) async fn raw_cut_off(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    read_all(stream).await
}

async fn read_all(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
