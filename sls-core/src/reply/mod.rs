//! From return values to the bytes that answer an invocation.

mod answer;
mod body;
mod direct;
pub(crate) mod encode;
mod outcome;
mod parts;
mod replay;
mod response;

use std::borrow::Cow;
use std::fmt;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

#[doc(hidden)]
pub use self::answer::Answer;
pub use self::answer::IntoAnswer;
pub use self::body::Body;
pub use self::direct::{IntoReply, marker};
pub use self::outcome::{IntoOutcome, Outcomes};
pub use self::parts::{Created, Html, NoContent, Redirect, SetCookie};
#[doc(hidden)]
pub use self::replay::{Kept, Replayable, StoredAs};
pub(crate) use self::response::Message;
pub use self::response::{IntoResponse, Response};
pub use crate::error::IntoError;
use crate::error::chain;
use crate::failure::Failure;

/// What goes back for one invocation: bytes, or a stream of them.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::Reply;
///
/// let reply = Reply::json(r#"{"ok":true}"#);
/// assert_eq!(reply.content_type(), "application/json");
/// assert_eq!(reply.collect().await.bytes, r#"{"ok":true}"#);
/// # }
/// ```
pub struct Reply {
    content_type: Cow<'static, str>,
    prelude: Bytes,
    body: Body,
}

impl Reply {
    /// Bytes that are JSON already.
    #[must_use]
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self {
            content_type: Cow::Borrowed("application/json"),
            prelude: Bytes::new(),
            body: Body::from(body.into()),
        }
    }

    /// A body of any type, sent piece by piece if it is a stream.
    #[must_use]
    pub fn new(content_type: impl Into<Cow<'static, str>>, body: impl Into<Body>) -> Self {
        Self { content_type: content_type.into(), prelude: Bytes::new(), body: body.into() }
    }

    pub(crate) fn http_stream(prelude: Bytes, body: Body) -> Self {
        Self {
            content_type: Cow::Borrowed("application/vnd.awslambda.http-integration-response"),
            prelude,
            body,
        }
    }

    /// The `Content-Type` that the reply is posted with.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Whether the reply is sent piece by piece.
    #[must_use]
    pub fn is_streaming(&self) -> bool {
        self.body.is_stream()
    }

    /// All the bytes that are posted, after the end of a stream.
    pub async fn collect(self) -> Collected {
        let mut bytes = BytesMut::from(&self.prelude[..]);
        let mut body = self.body;
        let mut error = None;
        while let Some(frame) = body.frame().await {
            match frame.map(http_body::Frame::into_data) {
                Ok(Ok(piece)) => bytes.extend_from_slice(&piece),
                Ok(Err(_trailers)) => {}
                Err(cause) => {
                    error = Some(Failure::new(STREAM_ERROR, chain(&*cause)));
                    break;
                }
            }
        }
        Collected { content_type: self.content_type.into_owned(), bytes: bytes.freeze(), error }
    }

    /// Keeps the value until the body is gone.
    pub(crate) fn holding(mut self, value: impl Send + 'static) -> Self {
        self.body = self.body.holding(value);
        self
    }

    /// The content type, what precedes the body, and the body.
    pub(crate) fn into_parts(self) -> (Cow<'static, str>, Bytes, Body) {
        (self.content_type, self.prelude, self.body)
    }
}

/// The error type of a reply whose stream broke off.
pub(crate) const STREAM_ERROR: &str = "Runtime.StreamError";

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("content_type", &self.content_type)
            .field("body", &self.body)
            .finish()
    }
}

/// A reply whose bytes have all arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Collected {
    /// The `Content-Type` that the reply was posted with.
    pub content_type: String,
    /// The bytes, for a streamed HTTP reply with its metadata prelude.
    pub bytes: Bytes,
    /// Why the stream broke off, if it did.
    pub error: Option<Failure>,
}
