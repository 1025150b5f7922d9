//! The tower service that an app becomes.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use tower::{Service, ServiceExt};

use crate::app::dispatch::Core;
use crate::erased::EventService;
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::Reply;
use crate::runtime::panic::catch;

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
