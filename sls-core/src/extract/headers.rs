//! The head of an HTTP request as arguments.

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use crate::extract::work::HttpHead;
use crate::extract::{FromInput, Input, Location, Rejection};

#[diagnostic::do_not_recommend]
impl FromInput for HeaderMap {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let http = input.http().ok_or_else(|| Rejection::http_only(Location::Header))?;
        match &http.head {
            HttpHead::Event(event) => event.header_map(),
            HttpHead::Request(parts) => Ok(parts.headers.clone()),
        }
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Method {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let http = input.http().ok_or_else(|| Rejection::http_only(Location::Event))?;
        match &http.head {
            HttpHead::Event(event) => event.method(),
            HttpHead::Request(parts) => Ok(parts.method.clone()),
        }
    }
}

/// The path after the stage and the base path, and the query.
#[diagnostic::do_not_recommend]
impl FromInput for Uri {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let http = input.http().ok_or_else(|| Rejection::http_only(Location::Path))?;
        match &http.head {
            HttpHead::Event(event) => event.uri(),
            HttpHead::Request(parts) => Ok(parts.uri.clone()),
        }
    }
}

/// The whole request.
#[diagnostic::do_not_recommend]
impl FromInput for http::Request<Bytes> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let http = input.http().ok_or_else(|| Rejection::http_only(Location::Event))?;
        let body = input.shared_payload()?;
        match &http.head {
            HttpHead::Event(event) => Ok(event.head()?.map(|()| body)),
            HttpHead::Request(parts) => Ok(Self::from_parts((*parts).clone(), body)),
        }
    }
}
