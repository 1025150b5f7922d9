//! Tower services of this crate's types, with the types of their layers erased.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::BodyExt;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

use crate::app::dispatch::Core;
use crate::error::{BoxError, Error};
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::{Body, Reply, Response};
use crate::runtime::panic::catch;

/// What layers around the app or around one handler of records wrap.
pub type EventService = BoxCloneSyncService<Invocation, Reply, Failure>;

/// What layers around HTTP routes wrap.
pub type HttpService = BoxCloneSyncService<http::Request<Body>, Response, BoxError>;

/// An [`App`](crate::App) that has been checked and serves invocations.
///
/// Clones share everything; concurrent invocations go through clones.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), sls_core::Error> {
/// use sls_core::{App, Context, Handler, Invocation};
/// use tower::Service;
///
/// async fn double(number: u32) -> u32 {
///     number * 2
/// }
///
/// let mut service = App::new().handler(Handler::new("double").direct(double)).into_service()?;
/// let reply = service.call(Invocation::new("21", Context::builder("id").build())).await?;
/// assert_eq!(reply.collect().await.bytes, "42");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AppService {
    pub(super) core: Arc<Core>,
    /// The same core inside the app's layers, if there are any.
    pub(super) layered: Option<EventService>,
}

impl Service<Invocation> for AppService {
    type Response = Reply;
    type Error = Failure;
    type Future = BoxFuture<'static, Result<Reply, Failure>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, invocation: Invocation) -> Self::Future {
        match &self.layered {
            Some(layered) => {
                let layered = layered.clone();
                Box::pin(async { catch(layered.oneshot(invocation)).await? })
            }
            None => {
                let core = Arc::clone(&self.core);
                Box::pin(async move { catch(core.dispatch(invocation)).await? })
            }
        }
    }
}

impl fmt::Debug for AppService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppService").field("core", &self.core).finish_non_exhaustive()
    }
}

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
