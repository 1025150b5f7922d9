//! What Lambda says about an invocation beside its payload.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tracing::Instrument;

use crate::clock::{Clock, SystemClock};
use crate::lifecycle::{Deferred, HookOutcome};

/// What is known about one invocation beside its payload.
///
/// A clone shares everything, so a context can be passed on freely.
///
/// # Example
/// ```
/// use std::time::{Duration, SystemTime};
/// use sls_core::Context;
///
/// let context = Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd")
///     .deadline(SystemTime::now() + Duration::from_secs(3))
///     .build();
/// assert!(context.remaining() > Duration::from_secs(2));
/// ```
#[derive(Clone, Debug)]
pub struct Context {
    inner: Arc<ContextBuilder>,
}

impl Context {
    /// Starts a context, as the runtime and test harnesses do.
    pub fn builder(request_id: impl Into<String>) -> ContextBuilder {
        ContextBuilder {
            request_id: request_id.into(),
            deadline: None,
            invoked_function_arn: String::new(),
            trace_id: None,
            tenant_id: None,
            client_context: None,
            identity: None,
            function: Arc::default(),
            clock: Arc::new(SystemClock),
            deferred: Deferred::default(),
        }
    }

    /// The id of the request, the same for every retry of an asynchronous one.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.inner.request_id
    }

    /// When Lambda ends the invocation.
    #[must_use]
    pub fn deadline(&self) -> SystemTime {
        self.inner.deadline.unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// The time left before Lambda ends the invocation; zero when it is over.
    ///
    /// Without a deadline there is no end: [`Duration::MAX`].
    #[must_use]
    pub fn remaining(&self) -> Duration {
        match self.inner.deadline {
            Some(deadline) => deadline.duration_since(self.inner.clock.now()).unwrap_or_default(),
            None => Duration::MAX,
        }
    }

    /// Puts work off until the reply is posted; the next event waits for it.
    ///
    /// It begins after the reply was accepted, also if the handler fails, together with whatever
    /// else this invocation put off, and runs to its end before the process can be frozen. The name
    /// is for the log: work that fails, panics, or is broken off after
    /// [`App::after_response_limit`](crate::App::after_response_limit) is warned of by name.
    ///
    /// The caller does not wait for it, and learns nothing of it: put off what may be lost with the
    /// process, and do first what may not. A task that `tokio::spawn` started is not waited for by
    /// anybody; to let it run beside the handler and still have it finished, put off its handle.
    ///
    /// # Example
    /// ```
    /// use sls_core::{Context, Json};
    ///
    /// # #[derive(serde::Deserialize)]
    /// # struct Order { id: u32 }
    /// # async fn update_statistics(order: u32) -> Result<(), std::io::Error> { Ok(()) }
    /// async fn create(Json(order): Json<Order>, ctx: Context) -> u32 {
    ///     ctx.after_response("statistics", async move { update_statistics(order.id).await });
    ///     order.id
    /// }
    /// ```
    pub fn after_response<W>(&self, name: impl Into<Cow<'static, str>>, work: W)
    where
        W: Future<Output: HookOutcome> + Send + 'static,
    {
        // Its lines belong to the span that it was put off in.
        let work = async move { work.await.into_result() }.in_current_span();
        self.inner.deferred.add(name.into(), Box::pin(work));
    }

    pub(crate) fn deferred(&self) -> &Deferred {
        &self.inner.deferred
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// The time, by the clock that the remaining time is counted with.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.inner.clock.now()
    }

    /// The ARN that was invoked, with the version or alias if the caller named one.
    #[must_use]
    pub fn invoked_function_arn(&self) -> &str {
        &self.inner.invoked_function_arn
    }

    /// The X-Ray trace header, `Root=…;Parent=…;Sampled=…`.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.inner.trace_id.as_deref()
    }

    /// The tenant of a function with tenant isolation.
    #[must_use]
    pub fn tenant_id(&self) -> Option<&str> {
        self.inner.tenant_id.as_deref()
    }

    /// The client context of a synchronous invocation, as JSON text.
    #[must_use]
    pub fn client_context(&self) -> Option<&str> {
        self.inner.client_context.as_deref()
    }

    /// The Cognito identity of the invoker, as JSON text.
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        self.inner.identity.as_deref()
    }

    /// What this function is and how it is configured.
    #[must_use]
    pub fn function(&self) -> &FunctionConfig {
        &self.inner.function
    }
}

/// Makes a [`Context`].
///
/// # Example
/// ```
/// use sls_core::Context;
///
/// let context = Context::builder("id").trace_id("Root=1-65f0aaaa-0123").build();
/// assert_eq!(context.trace_id(), Some("Root=1-65f0aaaa-0123"));
/// ```
#[derive(Debug)]
#[must_use]
pub struct ContextBuilder {
    request_id: String,
    deadline: Option<SystemTime>,
    invoked_function_arn: String,
    trace_id: Option<String>,
    tenant_id: Option<String>,
    client_context: Option<String>,
    identity: Option<String>,
    function: Arc<FunctionConfig>,
    clock: Arc<dyn Clock>,
    deferred: Deferred,
}

impl ContextBuilder {
    /// Default: none, so that time never runs out.
    pub fn deadline(mut self, deadline: SystemTime) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Default: empty.
    pub fn invoked_function_arn(mut self, arn: impl Into<String>) -> Self {
        self.invoked_function_arn = arn.into();
        self
    }

    /// Default: none.
    pub fn trace_id(mut self, trace_id: impl Into<String>) -> Self {
        self.trace_id = Some(trace_id.into());
        self
    }

    /// Default: none.
    pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
        self.tenant_id = Some(tenant_id.into());
        self
    }

    /// Default: none. JSON text, as the Runtime API delivers it.
    pub fn client_context(mut self, json: impl Into<String>) -> Self {
        self.client_context = Some(json.into());
        self
    }

    /// Default: none. JSON text, as the Runtime API delivers it.
    pub fn identity(mut self, json: impl Into<String>) -> Self {
        self.identity = Some(json.into());
        self
    }

    /// Default: an unnamed function.
    pub fn function(mut self, function: impl Into<Arc<FunctionConfig>>) -> Self {
        self.function = function.into();
        self
    }

    /// Default: the machine's clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The context.
    #[must_use]
    pub fn build(self) -> Context {
        Context { inner: Arc::new(self) }
    }
}

/// What Lambda's environment variables say about the function.
///
/// # Example
/// ```
/// use sls_core::FunctionConfig;
///
/// let mut function = FunctionConfig::default();
/// function.name = "orders".to_owned();
/// assert_eq!(function.memory_mb, 128);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionConfig {
    /// `AWS_LAMBDA_FUNCTION_NAME`.
    pub name: String,
    /// `AWS_LAMBDA_FUNCTION_VERSION`, `$LATEST` by default.
    pub version: String,
    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` in MB, 128 by default.
    pub memory_mb: u32,
    /// `AWS_LAMBDA_LOG_GROUP_NAME`.
    pub log_group: String,
    /// `AWS_LAMBDA_LOG_STREAM_NAME`.
    pub log_stream: String,
    /// `AWS_LAMBDA_INITIALIZATION_TYPE`, `on-demand` by default.
    pub initialization_type: String,
}

impl Default for FunctionConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            version: "$LATEST".to_owned(),
            memory_mb: 128,
            log_group: String::new(),
            log_stream: String::new(),
            initialization_type: "on-demand".to_owned(),
        }
    }
}
