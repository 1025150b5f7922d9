//! What an app does around invocations.

use std::time::Duration;

use crate::app::App;
#[cfg(feature = "shutdown")]
use crate::lifecycle::Shutdown;
use crate::lifecycle::{AfterResponse, HookOutcome, Thaw};

impl App {
    /// Runs before the first invocation after a pause of a second or longer.
    ///
    /// Such a pause is a freeze, the time since the snapshot that the process was restored from, or
    /// any time in which no invocation ran.
    ///
    /// By then tasks of connections have run, so that what peers closed is known to be closed;
    /// resources are checked after it. All hooks run at the same time, and the handler after them.
    /// Together they have half of the time that is left to the invocation.
    ///
    /// A hook that fails, panics or is broken off is logged, and the invocation goes on: what a
    /// handler cannot do without belongs into a [`Resource`](crate::Resource) with a
    /// [`check`](crate::Resource::check). Where several invocations run at once, those that begin
    /// beside the first one do not wait for it.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    /// use sls_core::lifecycle::Thaw;
    ///
    /// let app = App::new().on_thaw(async |thaw: Thaw| {
    ///     println!("frozen for {:?}, {:?} left", thaw.gap(), thaw.context().remaining());
    /// });
    /// ```
    #[track_caller]
    pub fn on_thaw<F, Running>(mut self, hook: F) -> Self
    where
        F: Fn(Thaw) -> Running + Send + Sync + 'static,
        Running: Future<Output: HookOutcome> + Send + 'static,
    {
        self.lifecycle.on_thaw.add(hook);
        self
    }

    /// Runs after each reply or failure was posted, before the next event is asked for.
    ///
    /// The caller has its answer; the environment takes no other event meanwhile, and the time is
    /// billed. All hooks run at the same time, after what the invocation itself
    /// [put off](crate::Context::after_response), so that they can flush what that has written. See
    /// [`after_response_limit`](Self::after_response_limit) for how long they may take.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    /// use sls_core::lifecycle::AfterResponse;
    ///
    /// # struct Exporter;
    /// # impl Exporter { async fn flush(&self) -> Result<(), std::io::Error> { Ok(()) } }
    /// let exporter = std::sync::Arc::new(Exporter { /* of traces */ });
    /// let app = App::new().after_response(move |_: AfterResponse| {
    ///     let exporter = exporter.clone();
    ///     async move { exporter.flush().await }
    /// });
    /// ```
    #[track_caller]
    pub fn after_response<F, Running>(mut self, hook: F) -> Self
    where
        F: Fn(AfterResponse) -> Running + Send + Sync + 'static,
        Running: Future<Output: HookOutcome> + Send + 'static,
    {
        self.lifecycle.after_response.add(hook);
        self
    }

    /// Default: 5 s. What everything after a response may take together.
    ///
    /// Never more than the time that is left to the invocation, because Lambda counts it in: it
    /// would end the process. Where there are hooks, work that was put off has half of it. What
    /// takes longer is broken off, and a warning in the log names it.
    ///
    /// # Example
    /// ```
    /// use std::time::Duration;
    /// use sls_core::App;
    ///
    /// let app = App::new().after_response_limit(Duration::from_secs(60));
    /// ```
    pub fn after_response_limit(mut self, limit: Duration) -> Self {
        self.lifecycle.after_response_limit = limit;
        self
    }

    /// Runs before the process ends, where Lambda announces that.
    ///
    /// It does so with a signal, and only to environments that have an extension: with a hook, or a
    /// resource that is [closed](crate::Resource::close), the app registers one of its own at
    /// start. All hooks run at the same time, before the resources are closed, and together they
    /// have 300 ms.
    ///
    /// Lambda also ends environments without a word, after a crash or when the time is over: do not
    /// rely on this for what must not be lost.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    /// use sls_core::lifecycle::Shutdown;
    ///
    /// let app = App::new().on_shutdown(async |_: Shutdown| println!("good night"));
    /// ```
    #[cfg(feature = "shutdown")]
    #[track_caller]
    pub fn on_shutdown<F, Running>(mut self, hook: F) -> Self
    where
        F: Fn(Shutdown) -> Running + Send + Sync + 'static,
        Running: Future<Output: HookOutcome> + Send + 'static,
    {
        self.lifecycle.on_shutdown.add(hook);
        self
    }
}
