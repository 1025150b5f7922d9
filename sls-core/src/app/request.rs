//! Requests in the `http` crate's types, as layers and mounted services see them.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Uri};
use tower::ServiceExt;

use crate::__private::Answered;
use crate::app::routes::Parameters;
use crate::context::Context;
use crate::dispatch::Shared;
use crate::erased::HttpService;
use crate::error::{BoxError, Error};
use crate::event::http::HttpEvent;
use crate::event::{Source, share_bytes};
use crate::extract::{HttpHead, HttpInput, Input, Rejection, Rejections};
use crate::invocation::Invocation;
use crate::reply::{Body, IntoResponse, Response};

/// What travels with a request through layers, for the handler behind them.
#[derive(Clone)]
struct Carried {
    source: Source,
    parameters: Arc<[(String, String)]>,
}

/// The request of an event, with the context among its extensions.
pub(super) fn to_request(
    event: &HttpEvent<'_>,
    source: Source,
    invocation: &Invocation,
) -> Result<Request<Body>, Rejection> {
    let body = match event.body()? {
        Cow::Borrowed(body) => share_bytes(invocation.payload(), body),
        Cow::Owned(body) => body.into(),
    };
    let mut request = event.head()?.map(|()| Body::from(body));
    let extensions = request.extensions_mut();
    extensions.insert(invocation.context().clone());
    extensions.insert(Carried { source, parameters: Arc::default() });
    Ok(request)
}

pub(super) fn source_of(request: &Request<Body>) -> Source {
    request.extensions().get::<Carried>().map_or(Source::Unrecognized, |carried| carried.source)
}

/// Hands the parameters on to the handler behind the layers.
pub(super) fn carry(request: &mut Request<Body>, source: Source, parameters: &Parameters<'_>) {
    let owned =
        |(name, value): &(Cow<'_, str>, Cow<'_, str>)| (name.to_string(), value.to_string());
    let parameters = parameters.iter().map(owned).collect();
    request.extensions_mut().insert(Carried { source, parameters });
}

/// Runs a handler on a request that came through layers.
pub(super) async fn call_request(
    endpoint: &Answered<Response>,
    shared: &Shared,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = match body.into_bytes().await {
        Ok(body) => body,
        Err(error) => return Error::from(error).into_response(),
    };
    let (source, parameters) = match parts.extensions.get::<Carried>() {
        Some(carried) => (carried.source, Arc::clone(&carried.parameters)),
        None => (Source::Unrecognized, Arc::default()),
    };
    let context = match parts.extensions.get::<Context>() {
        Some(context) => context.clone(),
        None => Context::builder("").build(),
    };
    if let Err(failure) = shared.prepare(endpoint, &context).await {
        return Error::from(failure).into_response();
    }
    let future = {
        let parameters =
            parameters.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into()));
        let head = HttpHead::Request(&parts);
        let http = HttpInput { raw: &body, head, parameters: parameters.collect() };
        let input = Input { context: &context, states: &shared.states, source, work: &http };
        let mut rejections = Rejections::default();
        match (endpoint.make)(&input, &mut rejections) {
            Some(future) => future,
            None => return rejections.to_response(),
        }
    };
    future.await
}

/// Takes the prefix off the path and passes the request on.
pub(super) async fn mounted(
    prefix: &str,
    service: &HttpService,
    mut request: Request<Body>,
) -> Response {
    // By segments, since the prefix may be encoded in the path.
    let uri = request.uri();
    let below = uri.path().match_indices('/').nth(prefix.matches('/').count());
    let path = below.map_or("/", |(from, _)| &uri.path()[from..]);
    let below = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    if let Ok(uri) = Uri::try_from(below) {
        *request.uri_mut() = uri;
    }
    answered(service.clone().oneshot(request).await)
}

pub(super) fn answered(response: Result<Response, BoxError>) -> Response {
    response.unwrap_or_else(|error| Error::from(error).into_response())
}
