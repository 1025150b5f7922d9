//! The first moments after a pause.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::context::Context;
use crate::dispatch::Shared;
use crate::extract::State;

/// After this long without an invocation, connections may have been closed by the other side.
pub(crate) const LONG_PAUSE: Duration = Duration::from_secs(1);

/// A pause that is over: for a second or longer nothing ran, and now an invocation is there.
///
/// On Lambda the process was frozen meanwhile. Its tasks stood still, its timers are all due at
/// once, and peers have closed what they found idle.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::App;
/// use sls_core::lifecycle::Thaw;
///
/// struct Prices { /* a cache */ }
///
/// impl Prices {
///     fn clear(&self) {}
/// }
///
/// let app = App::new().state(Prices {}).on_thaw(async |thaw: Thaw| {
///     if thaw.gap() > Duration::from_secs(600)
///         && let Some(prices) = thaw.state::<Prices>()
///     {
///         prices.clear();
///     }
/// });
/// ```
#[derive(Clone, Debug)]
pub struct Thaw {
    gap: Duration,
    context: Context,
    shared: Arc<Shared>,
}

impl Thaw {
    /// How long nothing ran.
    ///
    /// The larger of what the wall clock and the monotonic clock say, a tenth of a second short at
    /// most: either may have stood still or gone back meanwhile.
    #[must_use]
    pub fn gap(&self) -> Duration {
        self.gap
    }

    /// The invocation that ended the pause.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// A state of the app, or a resource as it is; `None` if it is not built or not declared.
    ///
    /// A resource is not checked yet: it may hold a connection that is closed by now.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<State<T>> {
        self.shared.states.get().map(State)
    }
}

/// Lets the driver of IO and the tasks of connections run, and then the hooks.
///
/// A connection that was closed meanwhile is then known to be closed before anybody takes it.
pub(crate) fn thaw(shared: Arc<Shared>, gap: Duration, context: Context) -> BoxFuture<'static, ()> {
    // Boxed: it is large, and most invocations do not need it.
    Box::pin(async move {
        tracing::debug!(seconds = gap.as_secs_f64(), "nothing ran for a while");
        // The first turn wakes the tasks of connections, the second comes after they have run.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        let hooks = &shared.lifecycle.on_thaw;
        if !hooks.is_empty() {
            let limit = context.remaining() / 2;
            hooks.run(&Thaw { gap, context, shared: Arc::clone(&shared) }, limit).await;
        }
    })
}
