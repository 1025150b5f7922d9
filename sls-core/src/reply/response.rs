//! What a handler of HTTP requests may return.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};

use crate::error::{BoxError, Error};
use crate::extract::{Json, Rejections, Text};
use crate::reply::Body;
use crate::reply::direct::encode_error;

/// An HTTP response with this crate's [`Body`].
pub type Response<B = Body> = http::Response<B>;

/// A return value that becomes an HTTP response.
///
/// Implement it for your error type to decide what clients see:
///
/// # Example
/// ```
/// use sls_core::http::StatusCode;
/// use sls_core::reply::{IntoResponse, Response};
///
/// enum OrderError { NotFound, SoldOut }
///
/// impl IntoResponse for OrderError {
///     fn into_response(self) -> Response {
///         match self {
///             Self::NotFound => (StatusCode::NOT_FOUND, "no such order").into_response(),
///             Self::SoldOut => (StatusCode::CONFLICT, "sold out").into_response(),
///         }
///     }
/// }
///
/// let result: Result<(), OrderError> = Err(OrderError::NotFound);
/// assert_eq!(result.into_response().status(), 404);
/// # let _ = OrderError::SoldOut;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an HTTP response",
    label = "not a response",
    note = "return `Json<T>` where `T` derives `serde::Serialize`, text, bytes, a status, a tuple such as `(StatusCode, Json<T>)`, `http::Response<_>`, or a `Result` of these"
)]
pub trait IntoResponse {
    /// The response.
    fn into_response(self) -> Response;
}

impl IntoResponse for () {
    fn into_response(self) -> Response {
        Response::new(Body::empty())
    }
}

impl IntoResponse for std::convert::Infallible {
    fn into_response(self) -> Response {
        match self {}
    }
}

/// A body that is complete is sent as a whole, any other piece by piece.
impl<B> IntoResponse for Response<B>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn into_response(self) -> Response {
        self.map(Body::new)
    }
}

impl IntoResponse for Body {
    fn into_response(self) -> Response {
        Response::new(self)
    }
}

impl IntoResponse for StatusCode {
    fn into_response(self) -> Response {
        with_status(Response::new(Body::empty()), self)
    }
}

fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}

fn typed(content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

macro_rules! body_of_type {
    ($content_type:literal: $($source:ty),*) => {$(
        impl IntoResponse for $source {
            fn into_response(self) -> Response {
                typed($content_type, self)
            }
        }
    )*};
}
body_of_type!("text/plain; charset=utf-8": String, &'static str);
body_of_type!("application/octet-stream": Bytes, Vec<u8>, &'static [u8]);

impl IntoResponse for crate::extract::Bytes {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl IntoResponse for Text {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

#[diagnostic::do_not_recommend]
impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut bytes = Vec::with_capacity(128);
        match serde_json::to_writer(&mut bytes, &self.0) {
            Ok(()) => typed("application/json", bytes),
            Err(error) => Error::from(encode_error(&error)).into_response(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoResponse, E: IntoResponse> IntoResponse for Result<T, E> {
    fn into_response(self) -> Response {
        match self {
            Ok(value) => value.into_response(),
            Err(error) => {
                let mut response = error.into_response();
                response.extensions_mut().insert(FromError);
                response
            }
        }
    }
}

/// Among the extensions of a response that a handler's error was turned into.
#[derive(Clone, Copy, Debug)]
pub(super) struct FromError;

impl<R: IntoResponse> IntoResponse for (StatusCode, R) {
    fn into_response(self) -> Response {
        with_status(self.1.into_response(), self.0)
    }
}

impl<R: IntoResponse> IntoResponse for (HeaderMap, R) {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        merge(response.headers_mut(), self.0);
        response
    }
}

impl<R: IntoResponse> IntoResponse for (StatusCode, HeaderMap, R) {
    fn into_response(self) -> Response {
        with_status((self.1, self.2).into_response(), self.0)
    }
}

impl<R: IntoResponse, const N: usize> IntoResponse for ([(HeaderName, HeaderValue); N], R) {
    fn into_response(self) -> Response {
        let headers: HeaderMap = self.0.into_iter().collect();
        (headers, self.1).into_response()
    }
}

impl<R: IntoResponse, const N: usize> IntoResponse
    for (StatusCode, [(HeaderName, HeaderValue); N], R)
{
    fn into_response(self) -> Response {
        with_status((self.1, self.2).into_response(), self.0)
    }
}

/// Headers of the same name replace what the body set, and repeat among themselves.
fn merge(into: &mut HeaderMap, headers: HeaderMap) {
    let mut current = None;
    for (name, value) in headers {
        match name {
            Some(name) => {
                into.insert(&name, value);
                current = Some(name);
            }
            None => {
                if let Some(name) = &current {
                    into.append(name, value);
                }
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(mut self) -> Response {
        if let Some(response) = self.take_response() {
            return response;
        }
        if let Some(rejections) = self.downcast_ref::<Rejections>() {
            return rejections.to_response();
        }
        let status = self.status().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = if status.is_server_error() {
            let error_type = self.error_type();
            tracing::error!(error_type, error = ?self, "the handler failed");
            status.canonical_reason().unwrap_or("Internal Server Error").to_owned()
        } else {
            self.to_string()
        };
        (status, Json(Message { message })).into_response()
    }
}

/// The body of an error response, in API Gateway's own form.
#[derive(serde::Serialize)]
pub(crate) struct Message<S> {
    pub(crate) message: S,
}
