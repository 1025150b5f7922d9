//! What a client receives.

use std::fmt;

use bytes::Bytes;
use http::header::SET_COOKIE;
use http::{HeaderMap, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sls_core::Failure;

use crate::cloud::outcome::Finished;
use crate::cloud::readable::excerpt;

/// A response as it leaves the front door, with what happened behind it.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
///
/// async fn hello() -> &'static str {
///     "hello"
/// }
///
/// let app = App::new().handler(Handler::new("hello").http("GET /hello", hello));
/// let reply = Cloud::new(app).await.http().get("/hello").send().await;
/// assert_eq!(reply.status(), 200);
/// assert_eq!(reply.text(), "hello");
/// assert_eq!(reply.event().map(|event| &event["rawPath"]), Some(&"/hello".into()));
/// # }
/// ```
pub struct HttpReply {
    request_line: String,
    response: Response<Bytes>,
    /// Nothing if the front door answered by itself.
    behind: Option<(Value, Finished)>,
}

impl HttpReply {
    pub(super) fn refused(request: &http::Request<Bytes>, response: Response<Bytes>) -> Self {
        Self { request_line: request_line(request), response, behind: None }
    }

    pub(super) fn answered(
        request: &http::Request<Bytes>,
        response: Response<Bytes>,
        event: Value,
        finished: Finished,
    ) -> Self {
        Self { request_line: request_line(request), response, behind: Some((event, finished)) }
    }

    /// The status, which compares with numbers: `assert_eq!(reply.status(), 200)`.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The first header of this name, if it is there and its value is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// Name and value of each cookie that the reply sets, without its attributes.
    #[must_use]
    pub fn cookies(&self) -> Vec<(&str, &str)> {
        let lines = self.headers().get_all(SET_COOKIE).iter();
        lines
            .filter_map(|line| line.to_str().ok())
            .map(|line| line.split_once(';').map_or(line, |(pair, _attributes)| pair))
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect()
    }

    /// The body.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.response.body()
    }

    /// The body, which is text.
    ///
    /// # Panics
    /// If it is not UTF-8, with the whole reply.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> &str {
        match std::str::from_utf8(self.bytes()) {
            Ok(text) => text,
            Err(error) => panic!("the body was to be text: {error}\n{self:?}"),
        }
    }

    /// The body, from JSON.
    ///
    /// # Panics
    /// If it is not the JSON of a `T`, with the whole reply.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(self.bytes()) {
            Ok(value) => value,
            Err(error) => {
                let ty = std::any::type_name::<T>();
                panic!("the body was to be the JSON of `{ty}`: {error}\n{self:?}")
            }
        }
    }

    /// The event that the function received; none if the front door answered by itself.
    #[must_use]
    pub fn event(&self) -> Option<&Value> {
        self.behind.as_ref().map(|(event, _)| event)
    }

    /// What the function gave to the front door; none if it was not asked, or failed.
    #[must_use]
    pub fn function_result(&self) -> Option<&Bytes> {
        self.behind.as_ref().and_then(|(_, finished)| finished.reply())
    }

    /// Why the function failed, if it did: before its reply or in the middle of a stream.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.behind.as_ref().and_then(|(_, finished)| finished.failure())
    }
}

impl fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} got {}", self.request_line, self.status())?;
        for (name, value) in self.headers() {
            writeln!(f, "  {name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        writeln!(f, "  body: {}", excerpt(self.bytes()))?;
        match &self.behind {
            Some((_, finished)) => write!(f, "  function: {}", finished.summary()),
            None => f.write_str("  function: not invoked, the front door answered by itself"),
        }
    }
}

fn request_line(request: &http::Request<Bytes>) -> String {
    format!("{} {}", request.method(), request.uri())
}
