//! Tower services with the types of their layers erased.

use std::any::Any;

use bytes::Bytes;
use http_body_util::BodyExt;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

use crate::error::{BoxError, Error};
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::{Body, Reply, Response};

/// What layers around the app or around one handler of records wrap.
pub type EventService = BoxCloneSyncService<Invocation, Reply, Failure>;

/// What layers around HTTP routes wrap.
pub type HttpService = BoxCloneSyncService<http::Request<Body>, Response, BoxError>;

/// Erases the type; an error that is not a failure becomes one named after its own type.
pub(crate) fn boxed_event_service<S>(service: S) -> EventService
where
    S: Service<Invocation, Response = Reply, Future: Send> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
{
    BoxCloneSyncService::new(service.map_err(|error| Failure::from(Error::from(error))))
}

/// Erases the types of service and response body.
pub(crate) fn boxed_http_service<S, B>(service: S) -> HttpService
where
    S: Service<http::Request<Body>, Response = http::Response<B>, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let service = service.map_err(Into::into);
    BoxCloneSyncService::new(tower::service_fn(move |request| {
        let service = service.clone();
        async move { settled(service.oneshot(request).await?).await }
    }))
}

/// The response with its body complete, or with a [`Body`] left as it is.
async fn settled<B>(response: http::Response<B>) -> Result<Response, BoxError>
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let (head, body) = response.into_parts();
    let mut body = Some(body);
    let any: &mut dyn Any = &mut body;
    if let Some(body) = any.downcast_mut::<Option<Body>>().and_then(Option::take) {
        return Ok(Response::from_parts(head, body));
    }
    let bytes = match body {
        Some(body) => body.collect().await.map_err(Into::into)?.to_bytes(),
        None => Bytes::new(),
    };
    Ok(Response::from_parts(head, bytes.into()))
}
