//! Common responses by name.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, LOCATION, SET_COOKIE};

use crate::reply::{Body, IntoResponse, Response};

/// Status 201 around another response.
///
/// # Example
/// ```
/// use sls_core::reply::{Created, IntoResponse};
///
/// assert_eq!(Created("done").into_response().status(), 201);
/// ```
#[derive(Clone, Debug)]
pub struct Created<R>(pub R);

impl<R: IntoResponse> IntoResponse for Created<R> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, self.0).into_response()
    }
}

/// Status 204 and no body.
///
/// # Example
/// ```
/// use sls_core::reply::{IntoResponse, NoContent};
///
/// assert_eq!(NoContent.into_response().status(), 204);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// A body of type `text/html; charset=utf-8`.
///
/// # Example
/// ```
/// use sls_core::reply::{Html, IntoResponse};
///
/// let response = Html("<h1>Hi</h1>").into_response();
/// assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
/// ```
#[derive(Clone, Debug)]
pub struct Html<B>(pub B);

impl<B: Into<Body>> IntoResponse for Html<B> {
    fn into_response(self) -> Response {
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        ([(CONTENT_TYPE, html)], self.0.into()).into_response()
    }
}

/// A redirect to another address (RFC 9110, section 15.4).
///
/// # Example
/// ```
/// use sls_core::reply::{IntoResponse, Redirect};
///
/// let response = Redirect::see_other("/orders/7").into_response();
/// assert_eq!(response.status(), 303);
/// assert_eq!(response.headers()["location"], "/orders/7");
/// ```
#[derive(Clone, Debug)]
pub struct Redirect {
    status: StatusCode,
    location: String,
}

impl Redirect {
    /// 303: fetch the other address with GET, as after a form was posted.
    pub fn see_other(location: impl Into<String>) -> Self {
        Self { status: StatusCode::SEE_OTHER, location: location.into() }
    }

    /// 307: repeat the same request there, this time.
    pub fn temporary(location: impl Into<String>) -> Self {
        Self { status: StatusCode::TEMPORARY_REDIRECT, location: location.into() }
    }

    /// 308: repeat the same request there, from now on.
    pub fn permanent(location: impl Into<String>) -> Self {
        Self { status: StatusCode::PERMANENT_REDIRECT, location: location.into() }
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        match HeaderValue::try_from(self.location) {
            Ok(location) => (self.status, [(LOCATION, location)], Body::empty()).into_response(),
            Err(_) => {
                tracing::error!("the address of a redirect is not a valid header value");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// Adds a cookie to another response; nest it for several.
///
/// # Example
/// ```
/// use sls_core::reply::{IntoResponse, SetCookie};
/// use sls_core::cookie::Cookie;
///
/// let session = Cookie::build(("session", "s1")).http_only(true).build();
/// let response = SetCookie(session, "welcome").into_response();
/// assert_eq!(response.headers()["set-cookie"], "session=s1; HttpOnly");
/// ```
#[derive(Clone, Debug)]
pub struct SetCookie<R>(pub cookie::Cookie<'static>, pub R);

impl<R: IntoResponse> IntoResponse for SetCookie<R> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        match HeaderValue::try_from(self.0.to_string()) {
            Ok(cookie) => {
                response.headers_mut().append(SET_COOKIE, cookie);
                response
            }
            Err(_) => {
                tracing::error!("a cookie is not a valid header value");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
