//! How the return value of a handler is sent, found out from its type alone.
//!
//! Method lookup goes through wrappers, from the first to the last, and takes the first one whose
//! bounds are met. So a `Result` is taken apart before anybody asks what it implements, and what its
//! error or its value lacks is said of them, not of all of it.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::error::{Error, IntoError};
use crate::reply::{IntoAnswer, IntoOutcome, IntoReply, IntoResponse, Outcomes, Reply, Response};

/// A return type: a response by itself, or one of the next.
pub struct Returned<R>(ReturnedResponse<R>);
/// A `Result` whose error is a response, so that its value is none; or one of the next.
pub struct ReturnedResponse<R>(ReturnedResult<R>);
/// A `Result`, or the next.
pub struct ReturnedResult<R>(ReturnedValue<R>);
/// Anything else.
pub struct ReturnedValue<R>(PhantomData<R>);

impl<R> Returned<R> {
    pub const NEW: Self = Self(ReturnedResponse(ReturnedResult(ReturnedValue(PhantomData))));
}

impl<R: IntoResponse> Returned<R> {
    pub fn http(&self) -> Replies<Plain> {
        Replies(PhantomData)
    }
}

impl<T, E: IntoResponse> ReturnedResponse<Result<T, E>> {
    pub fn http(&self) -> Replies<OfResponses> {
        Replies(PhantomData)
    }
}

impl<T, E> ReturnedResult<Result<T, E>> {
    pub fn http(&self) -> Replies<Fallible> {
        Replies(PhantomData)
    }

    pub fn direct(&self) -> Replies<Fallible> {
        Replies(PhantomData)
    }

    pub fn typed(&self) -> Replies<Fallible> {
        Replies(PhantomData)
    }
}

impl<R> ReturnedValue<R> {
    pub fn http(&self) -> Replies<Plain> {
        Replies(PhantomData)
    }

    pub fn direct(&self) -> Replies<Plain> {
        Replies(PhantomData)
    }

    pub fn typed(&self) -> Replies<Plain> {
        Replies(PhantomData)
    }
}

impl<R> Deref for Returned<R> {
    type Target = ReturnedResponse<R>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<R> Deref for ReturnedResponse<R> {
    type Target = ReturnedResult<R>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<R> Deref for ReturnedResult<R> {
    type Target = ReturnedValue<R>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// As they are.
pub enum Plain {}
/// By their value, or by what their error is converted into.
pub enum Fallible {}
/// By their value, or by the response that their error is.
pub enum OfResponses {}

/// Replies that are sent in the way `W`.
pub struct Replies<W>(PhantomData<W>);

impl Replies<Plain> {
    /// For return types that have no name.
    pub const PLAIN: Self = Self(PhantomData);

    pub fn http<R: HttpReply>(self) -> fn(R) -> Response {
        R::into_http
    }

    pub fn direct<R: IntoReply<M>, M>(self) -> fn(R) -> Result<Reply, Error> {
        R::into_reply
    }

    pub fn answer<R: IntoAnswer<A>, A>(self) -> fn(R) -> Result<A, Error> {
        R::into_answer
    }

    pub fn answer_or_nothing<R: AnswerOrNothing<A>, A>(self) -> fn(R) -> Result<A, Error> {
        R::into_answer_or_nothing
    }
}

impl Replies<Fallible> {
    pub fn http<R: FallibleResponse>(self) -> fn(R) -> Response {
        R::into_http
    }

    pub fn direct<R: FallibleReply<M>, M>(self) -> fn(R) -> Result<Reply, Error> {
        R::into_direct
    }

    pub fn answer<R: FallibleAnswer<A>, A>(self) -> fn(R) -> Result<A, Error> {
        R::into_fallible_answer
    }

    pub fn answer_or_nothing<R: FallibleAnswerOrNothing<A>, A>(self) -> fn(R) -> Result<A, Error> {
        R::into_fallible_answer
    }
}

impl Replies<OfResponses> {
    pub fn http<R: ResponseOrResponse>(self) -> fn(R) -> Response {
        R::into_http
    }
}

pub fn record_reply<R: IntoOutcome>() -> fn(R) -> Result<Outcomes, Error> {
    R::into_outcome
}

/// [`IntoResponse`] without the list of what else implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an HTTP response",
    label = "not a response",
    note = "return `Json<T>` where `T` derives `serde::Serialize`, text, bytes, a status, a tuple such as `(StatusCode, Json<T>)`, `http::Response<_>`, or a `Result` of these"
)]
pub trait HttpReply {
    fn into_http(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> HttpReply for R {
    fn into_http(self) -> Response {
        self.into_response()
    }
}

/// A `Result` whose error is a response.
pub trait ResponseOrResponse {
    fn into_http(self) -> Response;
}

impl<T: HttpReply, E: IntoResponse> ResponseOrResponse for Result<T, E> {
    fn into_http(self) -> Response {
        self.map(T::into_http).into_response()
    }
}

/// A `Result` whose error becomes a response through [`Error`].
pub trait FallibleResponse {
    fn into_http(self) -> Response;
}

impl<T: HttpReply, E: HttpError> FallibleResponse for Result<T, E> {
    fn into_http(self) -> Response {
        self.map(T::into_http).map_err(E::into_http_error).into_response()
    }
}

/// [`IntoError`], where a response would do as well.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error, and no response",
    label = "`{Self}` implements neither `std::error::Error` nor `IntoResponse`",
    note = "implement `sls_core::reply::IntoResponse` for `{Self}`, or `std::error::Error`, or use `sls_core::Error` in its place"
)]
pub trait HttpError {
    fn into_http_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: IntoError> HttpError for E {
    fn into_http_error(self) -> Error {
        self.into_error()
    }
}

/// A `Result` of what answers a direct invocation.
pub trait FallibleReply<M> {
    fn into_direct(self) -> Result<Reply, Error>;
}

impl<T: IntoReply<M>, M, E: IntoError> FallibleReply<M> for Result<T, E> {
    fn into_direct(self) -> Result<Reply, Error> {
        self.map_err(E::into_error)?.into_reply()
    }
}

/// A `Result` of what a source waits for.
pub trait FallibleAnswer<A> {
    fn into_fallible_answer(self) -> Result<A, Error>;
}

impl<A, T: IntoAnswer<A>, E: IntoError> FallibleAnswer<A> for Result<T, E> {
    fn into_fallible_answer(self) -> Result<A, Error> {
        self.map_err(E::into_error)?.into_answer()
    }
}

/// What answers a source that goes on without an answer too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer this source",
    label = "not `{A}`",
    note = "return `{A}`, nothing, or `Result<{A}, E>` or `Result<(), E>` where `E` is `sls_core::Error` or any error type",
    note = "a trigger of Cognito may return its own response too, such as `PreSignUpResponse`, or `Json<T>`"
)]
pub trait AnswerOrNothing<A> {
    fn into_answer_or_nothing(self) -> Result<A, Error>;
}

#[diagnostic::do_not_recommend]
impl<A, T: IntoAnswer<A>> AnswerOrNothing<A> for T {
    fn into_answer_or_nothing(self) -> Result<A, Error> {
        self.into_answer()
    }
}

/// A `Result` of what such a source waits for.
pub trait FallibleAnswerOrNothing<A> {
    fn into_fallible_answer(self) -> Result<A, Error>;
}

impl<A, T: AnswerOrNothing<A>, E: IntoError> FallibleAnswerOrNothing<A> for Result<T, E> {
    fn into_fallible_answer(self) -> Result<A, Error> {
        self.map_err(E::into_error)?.into_answer_or_nothing()
    }
}
