//! What is sent to the Runtime API: bytes, or a stream that may fail in the middle.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use base64_simd::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::Full;
use tracing::Span;

use super::panic;
use crate::error::chain;
use crate::failure::Failure;
use crate::reply::{Body, STREAM_ERROR};

/// The trailer with the error type of a stream that broke off.
pub(super) static ERROR_TYPE: HeaderName =
    HeaderName::from_static("lambda-runtime-function-error-type");
/// The trailer with the error itself.
pub(super) static ERROR_BODY: HeaderName =
    HeaderName::from_static("lambda-runtime-function-error-body");

/// The body of a request to the Runtime API.
pub(super) enum AnswerBody {
    Full(Full<Bytes>),
    Stream(Box<Streaming>),
}

impl From<Bytes> for AnswerBody {
    fn from(bytes: Bytes) -> Self {
        Self::Full(Full::new(bytes))
    }
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Full(body) => Pin::new(body).poll_frame(context),
            Self::Stream(stream) => stream.poll_next(context).map(|frame| frame.map(Ok)),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Full(body) => body.is_end_stream(),
            // Even an empty stream has to be sent in chunks, as its headers announce.
            Self::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Full(body) => body.size_hint(),
            Self::Stream(_) => SizeHint::default(),
        }
    }
}

/// A handler's stream, with its error as HTTP trailers (RFC 9110, section 6.5).
///
/// AWS Lambda developer guide, "Using the Lambda runtime API for custom runtimes",
/// on streamed responses.
pub(super) struct Streaming {
    prelude: Bytes,
    /// Gone when the stream is over.
    body: Option<Body>,
    /// The connection polls the stream, so what the stream logs would not know its invocation.
    span: Span,
}

impl Streaming {
    pub(super) fn new(prelude: Bytes, body: Body, span: Span) -> Self {
        Self { prelude, body: Some(body), span }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        if !self.prelude.is_empty() {
            return Poll::Ready(Some(Frame::data(std::mem::take(&mut self.prelude))));
        }
        let Self { body, span, .. } = self;
        let Some(stream) = body else { return Poll::Ready(None) };
        let _entered = span.enter();
        let failure = loop {
            match panic::call(|| Pin::new(&mut *stream).poll_frame(context)) {
                Err(panicked) => break Some(Failure::from(panicked)),
                Ok(polled) => match ready!(polled) {
                    None => break None,
                    Some(Err(error)) => break Some(Failure::new(STREAM_ERROR, chain(&*error))),
                    // Trailers of the stream's own have no meaning to Lambda.
                    Some(Ok(frame)) if frame.is_trailers() => {}
                    Some(Ok(frame)) => return Poll::Ready(Some(frame)),
                },
            }
        };
        *body = None;
        Poll::Ready(failure.map(|failure| {
            let (error_type, error) = (failure.error_type(), failure.message());
            tracing::error!(errorType = error_type, error, "the reply broke off");
            Frame::trailers(trailers(&failure))
        }))
    }
}

fn trailers(failure: &Failure) -> HeaderMap {
    let mut trailers = HeaderMap::with_capacity(2);
    trailers.insert(&ERROR_TYPE, HeaderValue::from_static(STREAM_ERROR));
    let encoded = STANDARD.encode_to_string(failure.to_json());
    if let Ok(error) = HeaderValue::try_from(encoded) {
        trailers.insert(&ERROR_BODY, error);
    }
    trailers
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::stream;
    use http_body_util::BodyExt;

    use super::*;

    fn sent(prelude: &'static str, body: Body) -> (Bytes, Option<HeaderMap>) {
        let stream = Streaming::new(prelude.into(), body, Span::none());
        let collected = AnswerBody::Stream(Box::new(stream)).collect().now_or_never().unwrap();
        let collected = collected.unwrap();
        let trailers = collected.trailers().cloned();
        (collected.to_bytes(), trailers)
    }

    fn error_of(trailers: &HeaderMap) -> serde_json::Value {
        assert_eq!(trailers["lambda-runtime-function-error-type"], "Runtime.StreamError");
        let encoded = &trailers["lambda-runtime-function-error-body"];
        serde_json::from_slice(&STANDARD.decode_to_vec(encoded).unwrap()).unwrap()
    }

    #[test]
    fn a_whole_stream_has_no_trailers() {
        let body = Body::stream(stream::iter(["a", "", "b"].map(Ok::<_, std::io::Error>)));
        assert_eq!(sent("{}", body), (Bytes::from("{}ab"), None));
    }

    #[test]
    fn an_error_in_the_middle_becomes_trailers() {
        let pieces = [Ok("a"), Err(std::io::Error::other("disk gone")), Ok("b")];
        let (bytes, trailers) = sent("", Body::stream(stream::iter(pieces)));
        assert_eq!(bytes, "a");
        let error = error_of(&trailers.unwrap());
        assert_eq!(error["errorMessage"], "disk gone");
        assert_eq!(error["errorType"], "Runtime.StreamError");
    }

    #[test]
    fn a_panic_in_the_middle_becomes_trailers() {
        let pieces = stream::iter(0..2).map_panicking();
        let (bytes, trailers) = sent("", Body::stream(pieces));
        assert_eq!(bytes, "0");
        let error = error_of(&trailers.unwrap());
        assert_eq!(error["errorType"], "Sls.Panic");
        assert_eq!(error["errorMessage"], "the handler panicked: no piece 1");
    }

    trait MapPanicking: futures_util::Stream<Item = u32> + Sized {
        fn map_panicking(self) -> impl futures_util::Stream<Item = std::io::Result<String>> + Send
        where
            Self: Send,
        {
            futures_util::StreamExt::map(self, |piece| match piece {
                0 => Ok(piece.to_string()),
                _ => panic!("no piece {piece}"),
            })
        }
    }

    impl<S: futures_util::Stream<Item = u32>> MapPanicking for S {}
}
