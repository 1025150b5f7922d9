//! One unit of work, and what arguments take from it.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;

use crate::context::Context;
use crate::event::{Source, share_bytes};
use crate::extract::work::{Demand, HttpHead, HttpInput, Work};
use crate::extract::{Location, Rejection, Requirements, States};

/// One unit of work: an HTTP request, a record or a direct payload.
#[derive(Debug)]
pub struct Input<'a> {
    pub(crate) context: &'a Context,
    pub(crate) states: &'a States,
    pub(crate) source: Source,
    pub(crate) work: &'a dyn Work,
}

impl<'a> Input<'a> {
    /// What is known about the invocation beside its payload.
    #[must_use]
    pub fn context(&self) -> &'a Context {
        self.context
    }

    /// Which service sent the event.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    /// The payload: an HTTP body, an SNS message, a Kinesis record's data, the direct payload.
    ///
    /// # Errors
    /// The payload is base64 in the event and cannot be decoded.
    pub fn payload(&self) -> Result<Cow<'a, [u8]>, Rejection> {
        self.work.payload()
    }

    /// The payload as text.
    ///
    /// # Errors
    /// The payload is not UTF-8, or its base64 is broken.
    pub fn text(&self) -> Result<Cow<'a, str>, Rejection> {
        match self.payload()? {
            Cow::Borrowed(bytes) => utf8(bytes).map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|_| not_utf8()),
        }
    }

    /// The payload's bytes, shared with the event where they lie in it as they are.
    pub(crate) fn shared_payload(&self) -> Result<Bytes, Rejection> {
        Ok(match self.payload()? {
            Cow::Borrowed(bytes) => share_bytes(self.work.raw(), bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
    }

    /// What this unit is called wherever it is delivered again, such as a message's identifier.
    ///
    /// HTTP requests, direct payloads and events of AWS IoT have no such name, nor have questions
    /// such as those to a skill.
    #[must_use]
    pub fn identity(&self) -> Option<Cow<'a, str>> {
        self.work.identity()
    }

    /// The first value of a header, if this is an HTTP request that has it.
    ///
    /// Values that are not UTF-8 count as absent.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let http = self.http()?;
        match &http.head {
            HttpHead::Event(event) => event.header(name),
            HttpHead::Request(parts) => {
                std::str::from_utf8(parts.headers.get(name)?.as_bytes()).ok()
            }
        }
    }

    /// The raw query string without `?`, if this is an HTTP request.
    #[must_use]
    pub fn query(&self) -> Option<Cow<'a, str>> {
        let http = self.http()?;
        Some(match &http.head {
            HttpHead::Event(event) => event.raw_query(),
            HttpHead::Request(parts) => Cow::Borrowed(parts.uri.query().unwrap_or_default()),
        })
    }

    pub(crate) fn http(&self) -> Option<&'a HttpInput<'a>> {
        self.work.http()
    }

    /// What only one source has, such as its record; `what` names it for those that have none.
    pub(crate) fn demand<T: 'static>(&self, what: &str) -> Result<T, Rejection> {
        let mut answer = None;
        self.work.provide(&mut Demand::new(&mut answer));
        answer.unwrap_or_else(|| Err(Rejection::of_another_source(what)))
    }
}

pub(crate) fn utf8(payload: &[u8]) -> Result<&str, Rejection> {
    simdutf8::basic::from_utf8(payload).map_err(|_| not_utf8())
}

#[cold]
fn not_utf8() -> Rejection {
    Rejection::new(StatusCode::BAD_REQUEST, Location::Body, "not UTF-8")
}

/// An argument of a handler.
///
/// Implement it for types of your own; `M` only tells the two ways apart in which a type can
/// be an argument (through this trait, or as the JSON payload) and is always inferred.
///
/// # Example
/// ```
/// use sls_core::extract::{FromInput, Input, Location, Rejection};
/// use sls_core::http::StatusCode;
///
/// struct ApiKey(String);
///
/// impl FromInput for ApiKey {
///     fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
///         let key = input.header("x-api-key").ok_or_else(|| {
///             Rejection::new(StatusCode::UNAUTHORIZED, Location::Header, "missing").at("x-api-key")
///         })?;
///         Ok(Self(key.to_owned()))
///     }
/// }
///
/// async fn whoami(ApiKey(key): ApiKey) -> String {
///     key
/// }
///
/// let app = sls_core::App::new()
///     .handler(sls_core::Handler::new("whoami").http("GET /whoami", whoami));
/// # assert!(app.into_service().is_ok());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "not an argument",
    note = "take `Json<T>`, `Path<T>`, `Query<T>`, a type of the source or the payload itself: `T` has to derive `serde::Deserialize`, and the state of a window `Default` too",
    note = "it has to be `Send`, and the `T` of a `State<T>` `Send + Sync`: write `Arc` in place of `Rc`, and a `Mutex` in place of a `RefCell`"
)]
pub trait FromInput<M = marker::ViaInput>: Sized + Send {
    /// Makes the argument.
    ///
    /// # Errors
    /// Why it cannot be made from this input.
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection>;

    /// Notes what has to be there before the first event, such as state.
    fn requirements(requirements: &mut Requirements) {
        let _ = requirements;
    }
}

/// What tells the ways apart in which a type can be an argument.
pub mod marker {
    /// The type implements [`FromInput`](super::FromInput) itself.
    #[derive(Debug)]
    pub enum ViaInput {}
    /// The type is the JSON payload.
    #[derive(Debug)]
    pub enum ViaJson {}
}
