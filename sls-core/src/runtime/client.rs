//! Connections to the Runtime API, kept open between invocations.
//!
//! `lambda_runtime` waits for the next event on its own connection. Answers go out on these,
//! because they need real trailers and because nothing of them is parsed or copied here.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use lambda_runtime::{BoxFuture, SnapStartResource};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;

use super::body::AnswerBody;
use crate::error::BoxError;

/// The Runtime API's replies are short; what is longer is not worth reading.
const LONGEST_REPLY: usize = 64 * 1024;

/// A client of the Runtime API; clones share their connections.
#[derive(Clone)]
pub(super) struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    address: String,
    host: HeaderValue,
    /// The last one used comes first, so that spare ones stay unused.
    idle: Mutex<Vec<Connection>>,
}

/// What the Runtime API replied.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) status: StatusCode,
    #[cfg_attr(not(all(unix, feature = "shutdown")), expect(dead_code, reason = "not asked for"))]
    pub(super) headers: HeaderMap,
    /// The body of a refusal.
    pub(super) text: String,
}

impl Client {
    /// A client for `host:port`; it connects when it is used.
    ///
    /// # Errors
    /// The address is no valid header value.
    pub(super) fn new(address: String) -> Result<Self, BoxError> {
        let host = HeaderValue::try_from(&address)?;
        Ok(Self { shared: Arc::new(Shared { address, host, idle: Mutex::default() }) })
    }

    /// Sends a request, whose URI is only a path, and waits for the reply.
    ///
    /// # Errors
    /// No connection could be made, or it broke.
    pub(super) async fn send(&self, mut request: Request<AnswerBody>) -> Result<Verdict, BoxError> {
        request.headers_mut().insert(header::HOST, self.shared.host.clone());
        while let Some(mut connection) = self.pop() {
            if connection.sender.ready().await.is_err() {
                continue;
            }
            match connection.sender.try_send_request(request).await {
                Ok(response) => return Ok(self.finish(connection, response).await),
                // The connection ended while it was idle. An unsent request may go out again.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(self.error("it ended the connection", error.into_error())),
                },
            }
        }
        let mut connection = self.connect().await?;
        match connection.sender.send_request(request).await {
            Ok(response) => Ok(self.finish(connection, response).await),
            Err(error) => Err(self.error("it ended the connection", error)),
        }
    }

    /// Closes the connections that are not in use.
    pub(super) fn close_idle(&self) {
        self.idle().clear();
    }

    async fn connect(&self) -> Result<Connection, BoxError> {
        let connect = async {
            let stream = TcpStream::connect(&self.shared.address).await?;
            stream.set_nodelay(true)?;
            Ok::<_, std::io::Error>(stream)
        };
        let stream = connect.await.map_err(|error| self.error("it cannot be reached", error))?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(|error| self.error("it cannot be reached", error))?;
        // An error of the connection reaches the request that is on it.
        let driver = tokio::spawn(async move { drop(connection.await) }).abort_handle();
        Ok(Connection { sender, driver })
    }

    /// Reads the reply to its end, after which the connection can be used again.
    async fn finish(&self, connection: Connection, response: http::Response<Incoming>) -> Verdict {
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LONGEST_REPLY).collect().await;
        // After a refusal the rest of the request may still be on its way.
        if body.is_ok() && head.status.is_success() {
            self.idle().push(connection);
        }
        let text = body.map(|body| body.to_bytes()).unwrap_or_else(|_| Bytes::new());
        let text = if head.status.is_success() {
            String::new()
        } else {
            String::from_utf8_lossy(&text).into_owned()
        };
        Verdict { status: head.status, headers: head.headers, text }
    }

    fn pop(&self) -> Option<Connection> {
        let mut idle = self.idle();
        std::iter::from_fn(|| idle.pop()).find(|connection| !connection.sender.is_closed())
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // Whoever panicked while holding it left a vector of connections all the same.
        self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    fn error(&self, what: &'static str, source: impl Into<BoxError>) -> BoxError {
        let address = self.shared.address.clone();
        Box::new(ApiError { address, what, source: source.into() })
    }
}

/// Connections do not survive a snapshot: the other end is another machine after it.
///
/// AWS Lambda developer guide, "Improving startup performance with Lambda SnapStart".
impl SnapStartResource for Client {
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), lambda_runtime::Error>> {
        self.close_idle();
        Box::pin(std::future::ready(Ok(())))
    }
}

/// A connection; it is closed when it is dropped.
struct Connection {
    sender: SendRequest<AnswerBody>,
    driver: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

#[derive(Debug)]
struct ApiError {
    address: String,
    what: &'static str,
    source: BoxError,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the Runtime API at {}: {}", self.address, self.what)
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
