//! Between a reply and the next event.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::context::Context;
use crate::dispatch::Shared;
use crate::extract::State;
use crate::resource::ResourceStats;

/// What is kept back of an invocation's time, so that Lambda does not end the process for it.
const MARGIN: Duration = Duration::from_millis(50);

/// An invocation whose reply has been posted, or its failure.
///
/// # Example
/// ```
/// use sls_core::lifecycle::AfterResponse;
/// use sls_core::{App, Error};
///
/// struct Metrics { /* counters */ }
///
/// impl Metrics {
///     async fn flush(&self) -> Result<(), std::io::Error> { Ok(()) }
/// }
///
/// let app = App::new().state(Metrics {}).after_response(async |done: AfterResponse| {
///     match done.state::<Metrics>() {
///         Some(metrics) => metrics.flush().await,
///         None => Ok(()),
///     }
/// });
/// ```
#[derive(Clone, Debug)]
pub struct AfterResponse {
    context: Context,
    shared: Arc<Shared>,
}

impl AfterResponse {
    /// The invocation.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// A state of the app, or a resource as it is; `None` if it is not built or not declared.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<State<T>> {
        self.shared.states.get().map(State)
    }

    /// How often each resource was built and used.
    #[must_use]
    pub fn resource_stats(&self) -> Vec<ResourceStats> {
        self.shared.stats(self.context.clock())
    }
}

/// Runs what the invocation put off, then the hooks; nothing if there is neither.
pub(crate) async fn after_response(shared: Arc<Shared>, context: Context) {
    if !shared.lifecycle.after_response.is_empty() || !context.deferred().is_empty() {
        // Boxed: it is large, and most invocations do not need it.
        let run: BoxFuture<'_, ()> = Box::pin(run(&shared, &context));
        run.await;
    }
    context.deferred().close();
}

async fn run(shared: &Arc<Shared>, context: &Context) {
    let (hooks, deferred) = (&shared.lifecycle.after_response, context.deferred());
    // Otherwise the next invocation would take this time for a pause.
    let _busy = shared.begin(context);
    let began = Instant::now();
    let remaining = context.remaining().saturating_sub(MARGIN);
    let limit = shared.lifecycle.after_response_limit.min(remaining);
    // Work that hangs must not take the time of what is to be flushed.
    let first = if hooks.is_empty() { limit } else { limit / 2 };
    deferred.run(first).await;
    if !hooks.is_empty() {
        let done = AfterResponse { context: context.clone(), shared: Arc::clone(shared) };
        hooks.run(&done, limit.saturating_sub(began.elapsed())).await;
        deferred.run(limit.saturating_sub(began.elapsed())).await;
    }
}
