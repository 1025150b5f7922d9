//! Bytes, now or later.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{FutureExt, Stream, StreamExt, TryStreamExt, stream};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;

use crate::error::BoxError;

/// The body of a request or of a reply: bytes, or a stream of them.
///
/// A reply with a stream is sent piece by piece, which needs a function URL or a REST API in
/// response streaming mode (AWS Lambda developer guide, "Response streaming for Lambda functions").
///
/// # Example
/// ```
/// use sls_core::Body;
///
/// let body = Body::from("hello");
/// assert!(!body.is_stream());
/// ```
pub struct Body {
    kind: Kind,
}

enum Kind {
    Full(Bytes),
    Stream(UnsyncBoxBody<Bytes, BoxError>),
}

impl Body {
    /// No bytes at all.
    #[must_use]
    pub const fn empty() -> Self {
        Self { kind: Kind::Full(Bytes::new()) }
    }

    /// A body that is sent piece by piece as the stream yields it.
    ///
    /// An error in the middle ends the reply as failed; the client sees it cut off.
    ///
    /// # Example
    /// ```
    /// use sls_core::Body;
    ///
    /// let pieces = ["one ", "two"].map(Ok::<_, std::io::Error>);
    /// let body = Body::stream(futures_util::stream::iter(pieces));
    /// assert!(body.is_stream());
    /// ```
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self { kind: Kind::Stream(Frames { stream: Box::pin(stream) }.boxed_unsync()) }
    }

    /// A body from any other implementation of [`http_body::Body`].
    ///
    /// One that knows its length and is complete is kept as bytes; others are streams.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut body = Some(body);
        let any: &mut dyn Any = &mut body;
        if let Some(body) = any.downcast_mut::<Option<Self>>().and_then(Option::take) {
            return body;
        }
        match body {
            Some(body) if body.size_hint().exact().is_some() => Self::complete(body),
            Some(body) => Self { kind: Kind::Stream(body.map_err(Into::into).boxed_unsync()) },
            None => Self::empty(),
        }
    }

    /// Takes the first frame, if it is there without waiting and says all.
    fn complete<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let length = body.size_hint().exact().unwrap_or_default();
        let mut body = Box::pin(body);
        if length == 0 {
            return Self::empty();
        }
        let first = match body.frame().now_or_never() {
            Some(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Some(Some(Err(error))) => {
                let error: BoxError = error.into();
                return Self::stream(stream::iter([Err::<Bytes, _>(error)]));
            }
            Some(None) | None => Bytes::new(),
        };
        if first.len() as u64 == length {
            return first.into();
        }
        let first = stream::iter([Ok::<_, BoxError>(first)]);
        let rest = http_body_util::BodyDataStream::new(body).map_err(Into::into);
        Self::stream(first.chain(rest))
    }

    /// Whether the bytes come piece by piece.
    #[must_use]
    pub const fn is_stream(&self) -> bool {
        matches!(self.kind, Kind::Stream(_))
    }

    /// All the bytes, after the end of the stream.
    ///
    /// # Errors
    /// The stream's own error.
    pub async fn into_bytes(self) -> Result<Bytes, BoxError> {
        match self.kind {
            Kind::Full(bytes) => Ok(bytes),
            Kind::Stream(body) => Ok(body.collect().await?.to_bytes()),
        }
    }

    /// Keeps the value until the stream is gone; drops it if this is none.
    pub(crate) fn holding(self, value: impl Send + 'static) -> Self {
        match self.kind {
            Kind::Stream(body) => {
                let holding = body.map_frame(move |frame| {
                    let _held = &value;
                    frame
                });
                Self { kind: Kind::Stream(holding.boxed_unsync()) }
            }
            kind @ Kind::Full(_) => Self { kind },
        }
    }

    /// The bytes, if they are all there; else the body back.
    pub(crate) fn try_into_bytes(self) -> Result<Bytes, Self> {
        match self.kind {
            Kind::Full(bytes) => Ok(bytes),
            kind @ Kind::Stream(_) => Err(Self { kind }),
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Full(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Kind::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

macro_rules! from_bytes {
    ($($source:ty),*) => {$(
        impl From<$source> for Body {
            fn from(bytes: $source) -> Self {
                Self { kind: Kind::Full(bytes.into()) }
            }
        }
    )*};
}
from_bytes!(Bytes, Vec<u8>, String, &'static str, &'static [u8]);

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.kind {
            Kind::Full(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Full(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Kind::Stream(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Full(bytes) => bytes.is_empty(),
            Kind::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(body) => body.size_hint(),
        }
    }
}

struct Frames<S> {
    stream: Pin<Box<S>>,
}

impl<S, B, E> http_body::Body for Frames<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(
            ready!(self.stream.as_mut().poll_next(cx))
                .map(|piece| piece.map(|bytes| Frame::data(bytes.into())).map_err(Into::into)),
        )
    }
}
