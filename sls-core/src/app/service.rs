//! The tower service that an app becomes.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tower::{Service, ServiceExt};

use crate::app::dispatch::Core;
use crate::clock::Clock;
use crate::erased::EventService;
use crate::failure::Failure;
use crate::invocation::Invocation;
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
        match &self.core.shared.pool {
            Some(pool) => pool.init(clock).await,
            None => Ok(()),
        }
    }

    /// Builds again what [`close`](Self::close) took away.
    ///
    /// # Errors
    /// A required resource cannot be built.
    pub async fn restore(&self, clock: &dyn Clock) -> Result<(), Failure> {
        match &self.core.shared.pool {
            Some(pool) => pool.restore(clock).await,
            None => Ok(()),
        }
    }

    /// Closes the resources, each before what it was built from; all of them within the limit.
    pub async fn close(&self, limit: Duration) {
        if let Some(pool) = &self.core.shared.pool {
            pool.resources.close(limit).await;
        }
    }

    /// How often each resource was built and used.
    #[must_use]
    pub fn resource_stats(&self, clock: &dyn Clock) -> Vec<ResourceStats> {
        self.core.shared.pool.as_ref().map(|pool| pool.stats(clock)).unwrap_or_default()
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

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, invocation: Invocation) -> Self::Future {
        let busy = self.core.shared.begin(invocation.context());
        if self.core.settles {
            let service = self.clone();
            return Box::pin(async move {
                let _busy = thawed(busy).await;
                service.settled(invocation).await
            });
        }
        match &self.layered {
            Some(layered) => {
                let layered = layered.clone();
                Box::pin(async move {
                    let _busy = thawed(busy).await;
                    catch(layered.oneshot(invocation)).await?
                })
            }
            None => {
                let core = Arc::clone(&self.core);
                Box::pin(async move {
                    let _busy = thawed(busy).await;
                    catch(core.dispatch(invocation)).await?
                })
            }
        }
    }
}

/// After this long without an invocation, connections may have been closed by the other side.
const LONG_PAUSE: Duration = Duration::from_secs(1);

/// After a long pause, lets the driver of IO and the tasks of connections run before the handler.
///
/// A connection that was closed meanwhile is then known to be closed before anybody takes it.
async fn thawed(busy: Option<Busy>) -> Option<Busy> {
    if let Some(busy) = &busy
        && busy.gap() >= LONG_PAUSE
    {
        tracing::debug!(seconds = busy.gap().as_secs_f64(), "nothing ran for a while");
        // The first turn wakes the tasks of connections, the second comes after they have run.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
    }
    busy
}

impl fmt::Debug for AppService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppService").field("core", &self.core).finish_non_exhaustive()
    }
}
