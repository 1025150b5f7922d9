//! What is kept of a handler's outcome, so that it can be given once more.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{BoxError, Error};
use crate::reply::direct::encode_error;
use crate::reply::response::FromError;
use crate::reply::{Answer, Body, IntoResponse, Outcomes, Reply, Response};

/// What a handler's return value is turned into, as something that can be stored.
///
/// An outcome with a stream is waited for to its end, since only what is complete can be stored; it
/// stays a stream in form, as front doors tell the two apart.
pub trait Replayable: Sized + Send + 'static {
    /// Outcomes of one kind can stand for each other.
    const KIND: &'static str;

    /// Whether it can be stored at all.
    const IS_STORABLE: bool = true;

    /// The outcome with what is to be stored of it.
    fn keep(self) -> impl Future<Output = (Self, Kept)> + Send;

    /// The outcome of which this was stored.
    fn replay(stored: &str) -> Result<Self, BoxError>;

    /// The outcome of a handler that did not run.
    fn failed(error: Error) -> Self;
}

/// What is to be stored of an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing: the handler failed, and may be run again.
    Failed,
    /// This text.
    Text(String),
}

/// How the answers of a source are stored.
pub struct StoredAs<A> {
    write: fn(&A) -> serde_json::Result<String>,
    read: fn(&str) -> serde_json::Result<A>,
}

impl<A: Serialize + DeserializeOwned> StoredAs<A> {
    /// As the JSON that serde makes of them.
    pub const JSON: Self =
        Self { write: serde_json::to_string, read: |text| serde_json::from_str(text) };
}

impl<A> fmt::Debug for StoredAs<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredAs")
    }
}

/// A record is confirmed once more; there is nothing else to say about it.
impl Replayable for Result<Outcomes, Error> {
    const KIND: &'static str = "record";

    async fn keep(self) -> (Self, Kept) {
        let is_confirmed = self.as_ref().is_ok_and(|outcomes| outcomes.failed().next().is_none());
        let kept = if is_confirmed { Kept::Text("null".to_owned()) } else { Kept::Failed };
        (self, kept)
    }

    fn replay(_: &str) -> Result<Self, BoxError> {
        Ok(Ok(Outcomes::new()))
    }

    fn failed(error: Error) -> Self {
        Err(error)
    }
}

impl<A: Answer> Replayable for Result<A, Error> {
    const KIND: &'static str = "answer";
    const IS_STORABLE: bool = A::STORED_AS.is_some();

    async fn keep(self) -> (Self, Kept) {
        let (Ok(answer), Some(stored_as)) = (&self, A::STORED_AS) else {
            return (self, Kept::Failed);
        };
        match (stored_as.write)(answer) {
            Ok(text) => (self, Kept::Text(text)),
            Err(error) => (Err(encode_error(&error).into()), Kept::Failed),
        }
    }

    fn replay(stored: &str) -> Result<Self, BoxError> {
        let stored_as = A::STORED_AS.ok_or("answers of this kind are not stored")?;
        Ok(Ok((stored_as.read)(stored)?))
    }

    fn failed(error: Error) -> Self {
        Err(error)
    }
}

impl Replayable for Result<Reply, Error> {
    const KIND: &'static str = "direct";

    async fn keep(self) -> (Self, Kept) {
        let (content_type, prelude, body) = match self {
            Ok(reply) => reply.into_parts(),
            Err(error) => return (Err(error), Kept::Failed),
        };
        let is_stream = body.is_stream();
        let bytes = match body.into_bytes().await {
            Ok(bytes) => bytes,
            Err(error) => return (Err(error.into()), Kept::Failed),
        };
        let stored = StoredReply {
            content_type: Cow::Borrowed(&*content_type),
            prelude: Octets::new(&prelude),
            body: Octets::new(&bytes),
            is_stream,
        };
        match serde_json::to_string(&stored) {
            Ok(text) => {
                let body = again(bytes, is_stream);
                (Ok(Reply { content_type, prelude, body }), Kept::Text(text))
            }
            Err(error) => (Err(encode_error(&error).into()), Kept::Failed),
        }
    }

    fn replay(stored: &str) -> Result<Self, BoxError> {
        let stored: StoredReply<'_> = serde_json::from_str(stored)?;
        Ok(Ok(Reply {
            content_type: Cow::Owned(stored.content_type.into_owned()),
            prelude: stored.prelude.into_bytes()?,
            body: again(stored.body.into_bytes()?, stored.is_stream),
        }))
    }

    fn failed(error: Error) -> Self {
        Err(error)
    }
}

/// A response that was made from an error, or says by its status that the server failed, has failed.
impl Replayable for Response {
    const KIND: &'static str = "http";

    async fn keep(self) -> (Self, Kept) {
        let is_error = self.extensions().get::<FromError>().is_some();
        if is_error || self.status().is_server_error() {
            return (self, Kept::Failed);
        }
        let (head, body) = self.into_parts();
        let is_stream = body.is_stream();
        let bytes = match body.into_bytes().await {
            Ok(bytes) => bytes,
            Err(error) => return (Error::from(error).into_response(), Kept::Failed),
        };
        let headers = head.headers.iter();
        let headers = headers
            .map(|(name, value)| (Cow::Borrowed(name.as_str()), Octets::new(value.as_bytes())));
        let stored = StoredResponse {
            status_code: head.status.as_u16(),
            headers: headers.collect(),
            body: Octets::new(&bytes),
            is_stream,
        };
        match serde_json::to_string(&stored) {
            Ok(text) => (Self::from_parts(head, again(bytes, is_stream)), Kept::Text(text)),
            Err(error) => (Error::from(encode_error(&error)).into_response(), Kept::Failed),
        }
    }

    fn replay(stored: &str) -> Result<Self, BoxError> {
        let stored: StoredResponse<'_> = serde_json::from_str(stored)?;
        let mut headers = HeaderMap::with_capacity(stored.headers.len());
        for (name, value) in stored.headers {
            let value = HeaderValue::from_maybe_shared(value.into_bytes()?)?;
            headers.append(HeaderName::from_bytes(name.as_bytes())?, value);
        }
        let mut response = Self::new(again(stored.body.into_bytes()?, stored.is_stream));
        *response.status_mut() = StatusCode::from_u16(stored.status_code)?;
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn failed(error: Error) -> Self {
        error.into_response()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredReply<'a> {
    #[serde(borrow)]
    content_type: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Octets::is_empty")]
    prelude: Octets<'a>,
    #[serde(borrow)]
    body: Octets<'a>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_stream: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredResponse<'a> {
    status_code: u16,
    #[serde(borrow)]
    headers: Vec<(Cow<'a, str>, Octets<'a>)>,
    #[serde(borrow)]
    body: Octets<'a>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_stream: bool,
}

/// Bytes inside JSON: as text where they are text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Octets<'a> {
    Text(Cow<'a, str>),
    Base64 { base64: Cow<'a, str> },
}

impl<'a> Octets<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Self::Text(Cow::Borrowed(text)),
            Err(_) => {
                let base64 = base64_simd::STANDARD.encode_to_string(bytes);
                Self::Base64 { base64: Cow::Owned(base64) }
            }
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    fn into_bytes(self) -> Result<Bytes, BoxError> {
        Ok(match self {
            Self::Text(text) => text.into_owned().into(),
            Self::Base64 { base64 } => {
                base64_simd::STANDARD.decode_to_vec(base64.as_bytes())?.into()
            }
        })
    }
}

impl Default for Octets<'_> {
    fn default() -> Self {
        Self::Text(Cow::Borrowed(""))
    }
}

/// A body of bytes that are all there, in the form that they first came in.
fn again(bytes: Bytes, is_stream: bool) -> Body {
    if is_stream {
        Body::stream(stream::iter([Ok::<_, Infallible>(bytes)]))
    } else {
        Body::from(bytes)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use http::header::{CONTENT_TYPE, SET_COOKIE};
    use proptest::prelude::*;

    use super::*;

    fn kept<O: Replayable>(outcome: O) -> (O, String) {
        match outcome.keep().now_or_never().unwrap() {
            (outcome, Kept::Text(text)) => (outcome, text),
            (_, Kept::Failed) => panic!("it counts as failed"),
        }
    }

    fn bytes_of(body: Body) -> Bytes {
        body.into_bytes().now_or_never().unwrap().unwrap()
    }

    fn response(status: u16, headers: &[(HeaderName, Vec<u8>)], body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        for (name, value) in headers {
            response.headers_mut().append(name, HeaderValue::from_bytes(value).unwrap());
        }
        response
    }

    proptest! {
        #[test]
        fn a_response_is_replayed_as_it_was(
            status in 200_u16..500,
            cookies in proptest::collection::vec("[ -~\u{80}-\u{ff}]{0,8}", 0..3),
            opaque in proptest::collection::vec(0x80_u8.., 0..4),
            body in proptest::collection::vec(any::<u8>(), 0..40),
            is_stream: bool,
        ) {
            let mut headers = vec![(CONTENT_TYPE, opaque)];
            headers.extend(cookies.into_iter().map(|cookie| (SET_COOKIE, cookie.into_bytes())));
            let body = Bytes::from(body);
            let first = response(status, &headers, again(body.clone(), is_stream));
            let (first, text) = kept(first);
            let second = Response::replay(&text).unwrap();
            prop_assert_eq!(second.status(), first.status());
            prop_assert_eq!(second.headers(), first.headers());
            prop_assert_eq!(second.body().is_stream(), is_stream);
            prop_assert_eq!(first.body().is_stream(), is_stream);
            prop_assert_eq!(bytes_of(first.into_body()), &body);
            prop_assert_eq!(bytes_of(second.into_body()), &body);
        }

        #[test]
        fn a_reply_is_replayed_as_it_was(
            content_type in "[a-z]{1,8}/[a-z]{1,8}",
            prelude in proptest::collection::vec(any::<u8>(), 0..10),
            body in proptest::collection::vec(any::<u8>(), 0..40),
            is_stream: bool,
        ) {
            let body = Bytes::from(body);
            let first = Reply {
                content_type: content_type.clone().into(),
                prelude: prelude.clone().into(),
                body: again(body.clone(), is_stream),
            };
            let (first, text) = kept::<Result<_, _>>(Ok(first));
            let second = Result::<Reply, Error>::replay(&text).unwrap();
            for reply in [first, second] {
                let (its_type, its_prelude, its_body) = reply.unwrap().into_parts();
                prop_assert_eq!(&*its_type, &content_type);
                prop_assert_eq!(&its_prelude[..], &prelude);
                prop_assert_eq!(its_body.is_stream(), is_stream);
                prop_assert_eq!(bytes_of(its_body), &body);
            }
        }

        #[test]
        fn text_that_nobody_stored_is_an_error(text in ".{0,40}") {
            let _ = Response::replay(&text);
            let _ = Result::<Reply, Error>::replay(&text);
        }
    }

    #[test]
    fn text_is_stored_as_text() {
        let (_, text) = kept::<Result<_, _>>(Ok(Reply::json(r#"{"id":7}"#)));
        assert_eq!(text, r#"{"contentType":"application/json","body":"{\"id\":7}"}"#);
    }

    #[track_caller]
    fn check_fails<O: Replayable>(outcome: O) -> O {
        let (outcome, kept) = outcome.keep().now_or_never().unwrap();
        assert_eq!(kept, Kept::Failed);
        outcome
    }

    #[test]
    fn what_failed_is_not_stored() {
        let error: Result<StatusCode, StatusCode> = Err(StatusCode::CONFLICT);
        assert_eq!(check_fails(error.into_response()).status(), 409);
        check_fails((StatusCode::CREATED, Err::<(), _>("sold out")).into_response());
        check_fails(StatusCode::BAD_GATEWAY.into_response());
        assert!(check_fails::<Result<Reply, _>>(Err(Error::msg("no"))).is_err());
        assert!(check_fails::<Result<Outcomes, _>>(Err(Error::msg("no"))).is_err());
        let mut outcomes = Outcomes::new();
        outcomes.fail("1", "no");
        assert!(check_fails::<Result<_, _>>(Ok(outcomes)).is_ok());
    }

    #[test]
    fn a_refusal_that_is_no_error_is_stored() {
        kept(StatusCode::NOT_FOUND.into_response());
    }

    #[test]
    fn a_stream_that_breaks_off_failed() {
        let pieces = || stream::iter([Ok("one"), Err("broken")]);
        assert_eq!(check_fails(Response::new(Body::stream(pieces()))).status(), 500);
        let reply = Reply::new("text/plain", Body::stream(pieces()));
        assert!(check_fails::<Result<_, _>>(Ok(reply)).is_err());
    }
}
