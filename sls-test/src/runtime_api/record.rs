//! What was said on the wire.

use std::net::SocketAddr;

use http::{HeaderMap, Method, StatusCode};

/// One call of the runtime and how it was answered.
///
/// # Example
/// ```
/// use sls_test::runtime_api::RuntimeApi;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let api = RuntimeApi::start().await?;
/// // … the function runs …
/// let answers = api.conversation();
/// assert!(answers.iter().all(|exchange| exchange.status.is_success()));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The method of the call.
    pub method: Method,
    /// The path of the call, from `/2018-06-01` on.
    pub path: String,
    /// The headers that the runtime sent.
    pub headers: HeaderMap,
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers of the answer.
    pub response_headers: HeaderMap,
    /// The runtime's end of the connection: the same for all calls on one connection.
    pub peer: SocketAddr,
}

impl Exchange {
    /// The value of a header that the runtime sent, if it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
