//! What a user says about a resource.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::extract::{AnyValue, State};
use crate::lifecycle::HookOutcome;
use crate::resource::build::erase;
use crate::resource::erased::{ValueFn, typed};
use crate::resource::{AnyResource, Build, Built, CheckOutcome};

/// A value that is built once, kept between invocations, and taken care of after a freeze.
///
/// Handlers, and builds of other resources, take it as [`State<T>`](crate::State). There is one
/// resource per type.
///
/// Unless told otherwise it is built before the first event, beside all others that do not wait
/// for it; and without it the function does not start. However many ask at the same time, there is
/// one attempt, for which all wait. A failure is never kept: whoever asks next tries anew. An
/// invocation that finds no value asks up to three times while its time lasts.
///
/// A value that has grown suspect or old is replaced for invocations to come; those that run keep
/// theirs, which is dropped with the last of them. What was built from it is built again as well.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_core::{App, Error, Handler, Resource, State};
///
/// struct Orders { /* a connection */ }
///
/// impl Orders {
///     async fn connect() -> Result<Self, Error> { Ok(Self {}) }
///     async fn ping(&self) -> bool { true }
///     async fn count(&self) -> u64 { 7 }
/// }
///
/// async fn count(orders: State<Orders>) -> u64 {
///     orders.count().await
/// }
///
/// let orders = Resource::<Orders>::new("orders", Orders::connect)
///     .max_idle(Duration::from_secs(20))
///     .check(async |orders: State<Orders>| orders.ping().await);
///
/// let app = App::new().resource(orders).handler(Handler::new("count").direct(count));
/// # assert!(app.into_service().is_ok());
/// ```
#[must_use = "a resource is built once an app has it"]
pub struct Resource<T> {
    pub(super) erased: AnyResource,
    typed: fn(AnyValue) -> Result<State<T>, Error>,
}

impl<T: 'static> Resource<T> {
    /// A resource that an async function builds.
    ///
    /// The function takes what it needs as [`State`]s, see [`Build`], and returns a `T` or a
    /// `Result<T, E>`, see [`Built`]. Because of these two `T` has to be written:
    /// `Resource::<Orders>::new(..)`. The name is for logs and messages.
    pub fn new<B, M, N>(name: impl Into<Cow<'static, str>>, build: B) -> Self
    where
        T: Send + Sync,
        B: Build<T, M>,
        B::Building: Send,
        <B::Building as Future>::Output: Built<T, N>,
    {
        let recipe = build.into_recipe();
        let erased = AnyResource::new::<T>(name.into(), recipe.needs, erase(recipe.build));
        Self { erased, typed }
    }

    /// Built when an invocation first wants it; by default before the first event.
    pub fn lazy(mut self) -> Self {
        self.erased.eager = false;
        self
    }

    /// The function starts without it if it cannot be built; by default it does not start.
    ///
    /// The failure is logged, and the first invocation that wants it tries again.
    pub fn optional(mut self) -> Self {
        self.erased.required = false;
        self
    }

    /// Suspect this long after it was last handed to an invocation; by default a second if there
    /// is a [`check`](Self::check), otherwise never.
    ///
    /// What is suspect is checked, or without a check built anew, before a handler sees it. Choose
    /// less than the time after which the peer closes idle connections; less than a tenth of a
    /// second means before every invocation.
    pub fn max_idle(mut self, time: Duration) -> Self {
        self.erased.max_idle = Some(time);
        self
    }

    /// Built anew this long after it was built, for tokens and addresses; by default never.
    pub fn max_age(mut self, time: Duration) -> Self {
        self.erased.max_age = Some(time);
        self
    }

    /// Tells whether a suspect value is still good; if not, it is built anew.
    ///
    /// A check has half of the time that is left to the invocation, at most a second. One that
    /// takes longer, panics or is broken off has failed.
    ///
    /// # Example
    /// ```
    /// use sls_core::{Resource, State};
    ///
    /// struct Connection;
    ///
    /// async fn is_open(connection: State<Connection>) -> Result<(), std::io::Error> {
    ///     Ok(())
    /// }
    ///
    /// let resource = Resource::<Connection>::new("redis", async || Connection).check(is_open);
    /// ```
    pub fn check<F, Checking>(mut self, check: F) -> Self
    where
        F: Fn(State<T>) -> Checking + Send + Sync + 'static,
        Checking: Future<Output: CheckOutcome> + Send + 'static,
    {
        self.erased.check = Some(on_value(self.typed, check, CheckOutcome::into_result));
        self
    }

    /// Runs before a snapshot is taken, and before the function ends; by default the value is
    /// dropped.
    ///
    /// What needs others is closed before them, and the value is dropped after that. A value that
    /// is replaced is dropped without it, because invocations may still use it.
    ///
    /// Lambda announces the end only to functions with an extension, of which the feature
    /// `shutdown` registers one if a resource has this; it kills the others. Even then it has some
    /// hundred milliseconds (AWS Lambda developer guide, "Understanding the Lambda execution
    /// environment lifecycle"): do not rely on it for what must not be lost.
    ///
    /// # Example
    /// ```
    /// use sls_core::{Resource, State};
    ///
    /// struct Spool;
    ///
    /// impl Spool {
    ///     async fn flush(&self) {}
    /// }
    ///
    /// let resource = Resource::<Spool>::new("spool", async || Spool)
    ///     .close(async |spool: State<Spool>| spool.flush().await);
    /// ```
    pub fn close<F, Closing>(mut self, close: F) -> Self
    where
        F: Fn(State<T>) -> Closing + Send + Sync + 'static,
        Closing: Future<Output: HookOutcome> + Send + 'static,
    {
        self.erased.close = Some(on_value(self.typed, close, HookOutcome::into_result));
        self
    }
}

impl<T> fmt::Debug for Resource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource<{}>({:?})", type_name::<T>(), self.erased.name)
    }
}

fn on_value<T, F, Running>(
    typed: fn(AnyValue) -> Result<State<T>, Error>,
    function: F,
    outcome: fn(Running::Output) -> Result<(), Error>,
) -> Box<ValueFn>
where
    T: 'static,
    F: Fn(State<T>) -> Running + Send + Sync + 'static,
    Running: Future + Send + 'static,
{
    Box::new(move |value: AnyValue| -> BoxFuture<'static, _> {
        let running = typed(value).map(&function);
        Box::pin(async move { outcome(running?.await) })
    })
}
