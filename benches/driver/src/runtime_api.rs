//! A Runtime API on loopback that hands every call to whoever measures.
//!
//! It follows "Using the Lambda runtime API" as far as a correct function needs it.
//! Any number of connections is served, all on the thread of the caller.

use std::{
    convert::Infallible,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

const BASE: &str = "/2018-06-01/runtime/";
const ARN: &str = "arn:aws:lambda:eu-west-1:111122223333:function:measured";
const TIMEOUT: Duration = Duration::from_secs(300);

/// The running server; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    calls: mpsc::UnboundedReceiver<Call>,
    accepting: JoinHandle<()>,
}

/// A function that waits for its next event.
#[derive(Debug)]
pub(crate) struct Poll(oneshot::Sender<Delivery>);

#[derive(Debug)]
struct Delivery {
    request_id: String,
    event: Bytes,
}

#[derive(Debug)]
enum Call {
    Next(Poll),
    Response { request_id: String, body: Bytes },
    Unwanted { path: String, body: Bytes },
}

impl RuntimeApi {
    /// Listens on a free port.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (sender, calls) = mpsc::unbounded_channel();
        let accepting = tokio::spawn(accept(listener, sender));
        Ok(Self { address, calls, accepting })
    }

    /// What belongs into `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the function asks for an event.
    pub(crate) async fn polled(&mut self) -> anyhow::Result<Poll> {
        match self.calls.recv().await.context("the Runtime API has ended")? {
            Call::Next(poll) => Ok(poll),
            other => other.refuse("asks for its next event"),
        }
    }

    /// Waits until the function answers that invocation.
    pub(crate) async fn answered(&mut self, number: u32) -> anyhow::Result<Bytes> {
        match self.calls.recv().await.context("the Runtime API has ended")? {
            Call::Response { request_id, body } if request_id == id(number) => Ok(body),
            other => other.refuse("answers its invocation"),
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Poll {
    /// Gives the function an event.
    pub(crate) fn deliver(self, number: u32, event: Bytes) -> anyhow::Result<()> {
        let delivery = Delivery { request_id: id(number), event };
        self.0.send(delivery).ok().context("the function closed the connection that it polled on")
    }
}

impl Call {
    fn refuse<T>(self, wanted: &str) -> anyhow::Result<T> {
        let (path, body) = match self {
            Self::Next(_) => {
                bail!("expected a function that {wanted}, but it asks for another event")
            }
            Self::Response { request_id, body } => (format!("an answer to {request_id}"), body),
            Self::Unwanted { path, body } => (path, body),
        };
        bail!(
            "expected a function that {wanted}, but it sent {path}: {}",
            String::from_utf8_lossy(&body)
        )
    }
}

fn id(number: u32) -> String {
    format!("{number:08x}-8d3f-4c1a-9b57-2f6e0a94c1d8")
}

async fn accept(listener: TcpListener, calls: mpsc::UnboundedSender<Call>) {
    // A listener on loopback only fails when the process is out of files; the function then reports it.
    while let Ok((stream, _)) = listener.accept().await {
        let calls = calls.clone();
        tokio::spawn(async move {
            // Without this the end of a large event would wait for an acknowledgement.
            if stream.set_nodelay(true).is_ok() {
                let service = service_fn(move |request| answer(request, calls.clone()));
                // A connection that the ending function tears down is no news.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            }
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    calls: mpsc::UnboundedSender<Call>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().strip_prefix(BASE).unwrap_or_default().to_owned();
    if request.method() == Method::GET && path == "invocation/next" {
        let (sender, delivery) = oneshot::channel();
        if calls.send(Call::Next(Poll(sender))).is_ok()
            && let Ok(delivery) = delivery.await
        {
            return Ok(next(delivery));
        }
        return Ok(status(StatusCode::INTERNAL_SERVER_ERROR));
    }
    let Ok(body) = request.into_body().collect().await else {
        return Ok(status(StatusCode::BAD_REQUEST));
    };
    let body = body.to_bytes();
    let answered = path.strip_prefix("invocation/").and_then(|rest| rest.strip_suffix("/response"));
    let call = match answered {
        Some(request_id) => Call::Response { request_id: request_id.to_owned(), body },
        None => Call::Unwanted { path, body },
    };
    // The receiver only goes away when the measurement is over.
    let _ = calls.send(call);
    Ok(status(StatusCode::ACCEPTED))
}

/// An event with the headers that every invocation has; the optional ones are left out.
fn next(Delivery { request_id, event }: Delivery) -> Response<Full<Bytes>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut response = Response::new(Full::new(event));
    let mut header = |name: &'static str, value: String| {
        if let Ok(value) = value.try_into() {
            response.headers_mut().insert(name, value);
        }
    };
    header("content-type", "application/json".to_owned());
    header("lambda-runtime-deadline-ms", (now + TIMEOUT).as_millis().to_string());
    header("lambda-runtime-invoked-function-arn", ARN.to_owned());
    header(
        "lambda-runtime-trace-id",
        "Root=1-66ad0000-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0".to_owned(),
    );
    header("lambda-runtime-aws-request-id", request_id);
    response
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(r#"{"status":"OK"}"#));
    *response.status_mut() = status;
    response
}
