//! What an invocation's outcome looks like as a request to the Runtime API.
//!
//! AWS Lambda developer guide, "Using the Lambda runtime API for custom runtimes".

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, TRAILER};
use http::{Method, Request, Uri};
use tracing::Span;

use super::body::{AnswerBody, ERROR_TYPE, Streaming};
use crate::error::BoxError;
use crate::failure::Failure;
use crate::reply::Reply;

/// The largest reply that is not streamed, in bytes
/// (AWS Lambda developer guide, "Lambda quotas": 6 MB and some room for its envelope).
const LARGEST_REPLY: usize = 6_291_556;

/// A nonce for each delivery of an event, which its answer repeats.
static INVOCATION_ID: HeaderName = HeaderName::from_static("lambda-runtime-invocation-id");
static RESPONSE_MODE: HeaderName = HeaderName::from_static("lambda-runtime-function-response-mode");

/// Which delivery of which request is answered.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) request_id: String,
    pub(super) invocation_id: Option<HeaderValue>,
}

impl Address {
    /// Takes the nonce from the headers of the event.
    pub(super) fn new(request_id: &str, headers: &http::HeaderMap) -> Self {
        let invocation_id = headers.get(&INVOCATION_ID).cloned();
        Self { request_id: request_id.to_owned(), invocation_id }
    }

    /// The answer to this delivery.
    ///
    /// # Errors
    /// The request id cannot stand in a path.
    pub(super) fn answer(
        self,
        outcome: Result<Reply, Failure>,
        span: &Span,
    ) -> Result<Request<AnswerBody>, BoxError> {
        match outcome.and_then(|reply| Outgoing::new(reply, span)) {
            Ok(Outgoing { content_type, body }) => {
                let streams = matches!(body, AnswerBody::Stream(_));
                let mut request = self.post("response", body)?;
                let headers = request.headers_mut();
                headers.insert(CONTENT_TYPE, content_type);
                if streams {
                    headers.insert(&RESPONSE_MODE, HeaderValue::from_static("streaming"));
                    let announced =
                        "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body";
                    headers.insert(TRAILER, HeaderValue::from_static(announced));
                }
                Ok(request)
            }
            Err(failure) => {
                let (error_type, error) = (failure.error_type(), failure.message());
                let place = failure.stack_trace().first();
                tracing::error!(errorType = error_type, error, place, "the invocation failed");
                let request = self.post("error", failure.to_json().into())?;
                Ok(failed(request, &failure))
            }
        }
    }

    fn post(self, end: &str, body: AnswerBody) -> Result<Request<AnswerBody>, BoxError> {
        let path = format!("/2018-06-01/runtime/invocation/{}/{end}", self.request_id);
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::try_from(path)?;
        if let Some(id) = self.invocation_id {
            request.headers_mut().insert(&INVOCATION_ID, id);
        }
        Ok(request)
    }
}

/// The report that the function cannot start.
pub(super) fn init_error(failure: &Failure) -> Request<AnswerBody> {
    start_error("/2018-06-01/runtime/init/error", failure)
}

/// The report that the function cannot go on after a restore from its snapshot.
pub(super) fn restore_error(failure: &Failure) -> Request<AnswerBody> {
    start_error("/2018-06-01/runtime/restore/error", failure)
}

fn start_error(path: &'static str, failure: &Failure) -> Request<AnswerBody> {
    let mut request = Request::new(failure.to_json().into());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static(path);
    failed(request, failure)
}

fn failed(mut request: Request<AnswerBody>, failure: &Failure) -> Request<AnswerBody> {
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(&ERROR_TYPE, error_type(failure.error_type()));
    request
}

/// A reply that Lambda accepts.
struct Outgoing {
    content_type: HeaderValue,
    body: AnswerBody,
}

impl Outgoing {
    fn new(reply: Reply, span: &Span) -> Result<Self, Failure> {
        let (content_type, prelude, body) = reply.into_parts();
        let content_type = HeaderValue::try_from(&*content_type)
            .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
        let streaming = |prelude: Bytes, body| {
            AnswerBody::Stream(Box::new(Streaming::new(prelude, body, span.clone())))
        };
        let body = if prelude.is_empty() {
            match body.try_into_bytes() {
                Ok(bytes) if bytes.len() > LARGEST_REPLY => return Err(too_large(bytes.len())),
                Ok(bytes) => bytes.into(),
                Err(stream) => streaming(prelude, stream),
            }
        } else {
            streaming(prelude, body)
        };
        Ok(Self { content_type, body })
    }
}

fn too_large(bytes: usize) -> Failure {
    let message = format!(
        "the reply has {bytes} bytes, and Lambda accepts {LARGEST_REPLY} unless the reply is streamed"
    );
    Failure::new("Sls.ReplyTooLarge", message)
}

/// `Function.Name`, which is all that Lambda passes on to its logs and telemetry.
///
/// It keeps what matches `Function.[A-Z][a-zA-Z]+`; for the rest it has `Function.Unknown`.
fn error_type(name: &str) -> HeaderValue {
    let name = name.strip_prefix("Sls.").unwrap_or(name);
    let kept = name.len() >= 2
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let value = kept.then(|| HeaderValue::try_from(format!("Function.{name}")).ok());
    value.flatten().unwrap_or_else(|| HeaderValue::from_static("Function.Unknown"))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use http_body_util::BodyExt;

    use super::*;
    use crate::reply::Body;

    fn answer(outcome: Result<Reply, Failure>) -> Request<AnswerBody> {
        let mut headers = http::HeaderMap::new();
        headers.insert("lambda-runtime-invocation-id", HeaderValue::from_static("nonce"));
        Address::new("8476a536", &headers).answer(outcome, &Span::none()).unwrap()
    }

    fn body(request: Request<AnswerBody>) -> Bytes {
        request.into_body().collect().now_or_never().unwrap().unwrap().to_bytes()
    }

    #[test]
    fn a_reply_goes_to_its_own_request() {
        let request = answer(Ok(Reply::json("{}")));
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri(), "/2018-06-01/runtime/invocation/8476a536/response");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert_eq!(request.headers()["lambda-runtime-invocation-id"], "nonce");
        assert!(!request.headers().contains_key("lambda-runtime-function-response-mode"));
        assert_eq!(body(request), "{}");
    }

    #[test]
    fn a_nonce_is_never_invented() {
        let address = Address::new("8476a536", &http::HeaderMap::new());
        let request = address.answer(Ok(Reply::json("{}")), &Span::none()).unwrap();
        assert!(!request.headers().contains_key("lambda-runtime-invocation-id"));
    }

    #[test]
    fn a_stream_announces_its_mode_and_trailers() {
        let pieces = futures_util::stream::iter(["a", "b"].map(Ok::<_, std::io::Error>));
        let request = answer(Ok(Reply::new("text/plain", Body::stream(pieces))));
        assert_eq!(request.headers()["lambda-runtime-function-response-mode"], "streaming");
        assert_eq!(
            request.headers()["trailer"],
            "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body"
        );
        assert_eq!(http_body::Body::size_hint(request.body()).exact(), None);
        assert_eq!(body(request), "ab");
    }

    #[test]
    fn a_prelude_is_streamed_even_with_a_body_that_is_all_there() {
        let reply = Reply::http_stream("{}\0".into(), Body::from("hi"));
        let request = answer(Ok(reply));
        assert_eq!(request.headers()["lambda-runtime-function-response-mode"], "streaming");
        assert_eq!(body(request), "{}\0hi");
    }

    #[test]
    fn a_failure_goes_to_the_error_address() {
        let request = answer(Err(Failure::new("Sls.InvalidJson", "no JSON")));
        assert_eq!(request.uri(), "/2018-06-01/runtime/invocation/8476a536/error");
        let headers = request.headers();
        assert_eq!(headers["lambda-runtime-function-error-type"], "Function.InvalidJson");
        assert_eq!(headers["lambda-runtime-invocation-id"], "nonce");
        assert_eq!(body(request), Failure::new("Sls.InvalidJson", "no JSON").to_json());
    }

    #[test]
    fn the_largest_reply_passes_and_one_byte_more_fails() {
        let largest = answer(Ok(Reply::json(vec![b' '; LARGEST_REPLY])));
        assert!(largest.uri().path().ends_with("/response"));
        let larger = answer(Ok(Reply::json(vec![b' '; LARGEST_REPLY + 1])));
        assert!(larger.uri().path().ends_with("/error"));
        assert_eq!(
            larger.headers()["lambda-runtime-function-error-type"],
            "Function.ReplyTooLarge"
        );
        let text = body(larger);
        let text = std::str::from_utf8(&text).unwrap();
        assert!(text.contains("6291557") && text.contains("6291556"), "{text}");
    }

    #[test]
    fn error_types_are_what_lambda_keeps() {
        for (name, expected) in [
            ("Sls.Panic", "Function.Panic"),
            ("ParseIntError", "Function.ParseIntError"),
            ("Utf8Error", "Function.Unknown"),
            ("lowercase", "Function.Unknown"),
            ("My.Error", "Function.Unknown"),
            ("E", "Function.Unknown"),
            ("Grüße", "Function.Unknown"),
            ("", "Function.Unknown"),
        ] {
            assert_eq!(error_type(name), expected, "{name}");
        }
    }
}
