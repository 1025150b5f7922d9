//! The end of the process, where it is announced.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::dispatch::Shared;
use crate::extract::State;

/// The process is about to end: no further event will be handled.
///
/// # Example
/// ```
/// # #[cfg(feature = "shutdown")] {
/// use sls_core::App;
/// use sls_core::lifecycle::Shutdown;
///
/// struct Audit { /* buffered lines */ }
///
/// impl Audit {
///     async fn flush(&self) {}
/// }
///
/// let app = App::new().state(Audit {}).on_shutdown(async |end: Shutdown| {
///     if let Some(audit) = end.state::<Audit>() {
///         audit.flush().await;
///     }
/// });
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Shutdown {
    shared: Arc<Shared>,
}

impl Shutdown {
    /// A state of the app, or a resource that is built; none of them is closed yet.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<State<T>> {
        self.shared.states.get().map(State)
    }
}

/// What the function has until Lambda kills it, if no extension but its own is registered
/// (AWS Lambda developer guide, "Lambda execution environment lifecycle", shutdown phase).
const TO_SHUT_DOWN: Duration = Duration::from_millis(300);

/// Runs the hooks, and then closes the resources.
pub(crate) async fn shut_down(shared: &Arc<Shared>) {
    let began = Instant::now();
    let hooks = &shared.lifecycle.on_shutdown;
    if !hooks.is_empty() {
        // A hook that hangs must not take the time of what is to be closed.
        hooks.run(&Shutdown { shared: Arc::clone(shared) }, TO_SHUT_DOWN / 2).await;
    }
    if let Some(resources) = &shared.resources {
        resources.close(TO_SHUT_DOWN.saturating_sub(began.elapsed())).await;
    }
}
