//! The tower service that an app becomes.

use std::fmt;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tower::{Service, ServiceExt};

use crate::app::dispatch::Core;
use crate::clock::Clock;
use crate::context::Context;
use crate::erased::EventService;
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::lifecycle::{LONG_PAUSE, after_response, shut_down, thaw};
use crate::reply::Reply;
use crate::resource::{Busy, ResourceStats};
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

impl AppService {
    /// Builds the eager resources, as before the first event.
    ///
    /// # Errors
    /// A required resource cannot be built.
    pub async fn init(&self, clock: &dyn Clock) -> Result<(), Failure> {
        self.core.shared.init(clock).await
    }

    /// Does what waits for the response to an invocation: call it when the reply is posted.
    ///
    /// The runtime does so before it asks for the next event. Work that an invocation put off and
    /// for which nobody calls this is lost, and logged.
    pub fn after_response(&self, context: &Context) -> impl Future<Output = ()> + Send + use<> {
        after_response(Arc::clone(&self.core.shared), context.clone())
    }

    /// Builds again what [`close`](Self::close) took away.
    ///
    /// # Errors
    /// A required resource cannot be built.
    pub async fn restore(&self, clock: &dyn Clock) -> Result<(), Failure> {
        self.core.shared.restore(clock).await
    }

    /// Closes the resources, each before what it was built from; all of them within the limit.
    pub async fn close(&self, limit: Duration) {
        if let Some(resources) = &self.core.shared.resources {
            resources.close(limit).await;
        }
    }

    /// Runs the hooks of the end and then closes the resources, all of it within 300 ms.
    ///
    /// The runtime does so when Lambda announces the end, which it does not always do.
    pub async fn shut_down(&self) {
        shut_down(&self.core.shared).await;
    }

    /// Whether there is anything to do at the end.
    #[cfg(all(unix, feature = "shutdown"))]
    pub(crate) fn has_an_end(&self) -> bool {
        self.core.shared.has_an_end()
    }

    /// How often each resource was built and used.
    #[must_use]
    pub fn resource_stats(&self, clock: &dyn Clock) -> Vec<ResourceStats> {
        self.core.shared.stats(clock)
    }
}

impl AppService {
    async fn settled(self, invocation: Invocation) -> Result<Reply, Failure> {
        let event = invocation.clone();
        let served = Box::pin(async {
            match self.layered {
                Some(layered) => catch(layered.oneshot(event)).await?,
                None => catch(self.core.dispatch(event)).await?,
            }
        });
        catch(self.core.settle(&invocation, served)).await?
    }
}

impl Service<Invocation> for AppService {
    type Response = Reply;
    type Error = Failure;
    type Future = BoxFuture<'static, Result<Reply, Failure>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, invocation: Invocation) -> Self::Future {
        let shared = &self.core.shared;
        let busy = shared.begin(invocation.context());
        let paused = (busy.gap() >= LONG_PAUSE)
            .then(|| thaw(Arc::clone(shared), busy.gap(), invocation.context().clone()));
        if self.core.settles {
            let service = self.clone();
            return Box::pin(async move {
                over(paused).await;
                ended(busy, service.settled(invocation).await)
            });
        }
        match &self.layered {
            Some(layered) => {
                let layered = layered.clone();
                Box::pin(async move {
                    over(paused).await;
                    ended(busy, catch(layered.oneshot(invocation)).await.flatten())
                })
            }
            None => {
                let core = Arc::clone(&self.core);
                Box::pin(async move {
                    over(paused).await;
                    ended(busy, catch(core.dispatch(invocation)).await.flatten())
                })
            }
        }
    }
}

/// Waits until a pause, if there was one, is over.
async fn over(paused: Option<BoxFuture<'static, ()>>) {
    if let Some(thaw) = paused {
        thaw.await;
    }
}

/// The reply of an invocation, which has ended unless the reply is a stream.
fn ended(busy: Busy, reply: Result<Reply, Failure>) -> Result<Reply, Failure> {
    match reply {
        // What comes after a long stream is no pause.
        Ok(reply) if reply.is_streaming() => Ok(reply.holding(busy)),
        reply => reply,
    }
}

impl fmt::Debug for AppService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppService").field("core", &self.core).finish_non_exhaustive()
    }
}
