//! What a user assembles, and the tower service that it becomes.

mod build;
mod dispatch;
mod hooks;
mod http;
mod manifest;
mod request;
mod routes;
mod service;
mod start_error;

use std::fmt;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tower::{Layer, Service};

pub use self::manifest::{HandlerManifest, Manifest, SourceManifest};
pub use self::service::AppService;
pub use self::start_error::StartError;
use crate::dispatch::BatchSettings;
use crate::erased::{EventService, HttpService, boxed_event_service, boxed_http_service};
use crate::error::{BoxError, Result};
use crate::event::http::Strip;
use crate::extract::States;
use crate::failure::Failure;
use crate::handler::{EventLayer, Handler, HttpLayer};
use crate::invocation::Invocation;
use crate::lifecycle::Lifecycle;
use crate::reply::{Body, Reply};
use crate::resource::AnyResource;

/// A Lambda function: handlers, state, layers and mounted services.
///
/// # Example
/// ```
/// use sls_core::{App, Handler, Path};
///
/// async fn greet(Path(name): Path<String>) -> String {
///     format!("Hello, {name}!")
/// }
///
/// fn app() -> App {
///     App::new().handler(Handler::new("greet").http("GET /hello/{name}", greet))
/// }
///
/// # fn main() {
/// // In production `app().run()`; here only what start-up would check.
/// assert!(app().into_service().is_ok());
/// # }
/// ```
#[derive(Default)]
#[must_use]
pub struct App {
    handlers: Vec<Handler>,
    states: States,
    mounts: Vec<(String, HttpService)>,
    layers: Vec<Box<EventLayer>>,
    http_layers: Vec<Box<HttpLayer>>,
    strip: Strip,
    body_limit: Option<usize>,
    batches: BatchSettings,
    resources: DeclaredResources,
    lifecycle: Lifecycle,
    #[cfg(feature = "idempotency")]
    pub(crate) idempotency: crate::idempotency::ChosenStore,
    problems: Vec<String>,
    built: Option<Result<AppService, StartError>>,
}

/// Resources, and values in the place of some of them.
#[derive(Default)]
struct DeclaredResources {
    resources: Vec<AnyResource>,
    stand_ins: Vec<AnyResource>,
}

impl DeclaredResources {
    fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.stand_ins.is_empty()
    }
}

impl App {
    /// An app without handlers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a handler.
    pub fn handler(mut self, handler: Handler) -> Self {
        self.handlers.push(handler);
        self
    }

    /// Adds handlers, such as `handlers![..]` lists.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = Handler>) -> Self {
        self.handlers.extend(handlers);
        self
    }

    /// Adds a value that handlers take as [`State<T>`](crate::State); one value per type.
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        if let Err(name) = self.states.insert(value) {
            self.problems.push(format!("two states of type `{name}`: give each a type of its own"));
        }
        self
    }

    /// Adds a resource, which handlers take as [`State<T>`](crate::State).
    ///
    /// # Example
    /// ```
    /// use sls_core::{App, Resource};
    ///
    /// struct Orders;
    ///
    /// let app = App::new().resource(Resource::<Orders>::new("orders", async || Orders).lazy());
    /// ```
    pub fn resource(mut self, resource: impl Into<AnyResource>) -> Self {
        self.resources.resources.push(resource.into());
        self
    }

    /// Adds resources, such as `resources![..]` lists.
    pub fn resources(mut self, resources: impl IntoIterator<Item = AnyResource>) -> Self {
        self.resources.resources.extend(resources);
        self
    }

    /// Puts a value in the place of the resource of its type, for tests.
    ///
    /// It is never checked or built again, and what only the replaced resource needs is not built.
    ///
    /// # Example
    /// ```
    /// use sls_core::{App, Resource};
    ///
    /// struct Orders(&'static str);
    ///
    /// fn app() -> App {
    ///     App::new().resource(Resource::<Orders>::new("orders", async || Orders("real")))
    /// }
    ///
    /// let under_test = app().replace(Orders("fake"));
    /// ```
    pub fn replace<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.resources.stand_ins.push(AnyResource::stand_in(value));
        self
    }

    /// Sends every HTTP request below `prefix` that no route takes to a tower service.
    ///
    /// A route such as `ANY /{proxy+}` takes them all, so that nothing is left for a mount.
    ///
    /// The service sees the path without the prefix, and the [`Context`](crate::Context) among the
    /// request's extensions. A response body is sent once it is complete, unless it is a [`Body`].
    ///
    /// # Example
    /// ```
    /// use sls_core::{App, Body, http};
    /// use tower::service_fn;
    ///
    /// let app = App::new().mount("/legacy", service_fn(async |request: http::Request<Body>| {
    ///     Ok::<_, std::convert::Infallible>(http::Response::new(Body::from(request.uri().to_string())))
    /// }));
    /// # assert!(app.into_service().is_ok());
    /// ```
    pub fn mount<S, B>(mut self, prefix: &str, service: S) -> Self
    where
        S: Service<
                ::http::Request<Body>,
                Response = ::http::Response<B>,
                Error: Into<BoxError>,
                Future: Send,
            > + Clone
            + Send
            + Sync
            + 'static,
        B: http_body::Body<Data = bytes::Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let prefix = prefix.trim_end_matches('/');
        if !prefix.is_empty() && !prefix.starts_with('/') {
            self.problems.push(format!("the mount prefix `{prefix}` does not start with `/`"));
        }
        self.mounts.push((prefix.to_owned(), boxed_http_service(service)));
        self
    }

    /// Wraps the whole app in a tower layer; layers added later are outside.
    ///
    /// An error that is not a [`Failure`] becomes one of its own type.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<EventService> + Send + Sync + 'static,
        L::Service: Service<Invocation, Response = Reply, Error: Into<BoxError>, Future: Send>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.layers.push(Box::new(move |inner| boxed_event_service(layer.layer(inner))));
        self
    }

    /// Wraps all HTTP routes and mounts in a tower layer; layers added later are outside.
    ///
    /// A response body is sent once it is complete, unless it is a [`Body`].
    pub fn http_layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + Sync + 'static,
        L::Service: Service<
                ::http::Request<Body>,
                Response = ::http::Response<B>,
                Error: Into<BoxError>,
                Future: Send,
            > + Clone
            + Send
            + Sync
            + 'static,
        B: http_body::Body<Data = bytes::Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        self.http_layers.push(Box::new(move |inner| boxed_http_service(layer.layer(inner))));
        self
    }

    /// Answers preflight requests and adds the headers that browsers ask for.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    /// use sls_core::cors::CorsLayer;
    ///
    /// let app = App::new().cors(CorsLayer::permissive());
    /// ```
    #[cfg(feature = "cors")]
    pub fn cors(self, cors: tower_http::cors::CorsLayer) -> Self {
        self.http_layer(cors)
    }

    /// Refuses HTTP requests whose body has more bytes than this with status 413.
    ///
    /// By default only the front doors' own limits hold.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    ///
    /// let app = App::new().body_limit(64 * 1024);
    /// ```
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Default: 1 s. Starts no further record of a batch when less time than this remains.
    ///
    /// What was not started is reported and comes again, which is better than a timeout, after
    /// which the whole batch comes again. Never more than a tenth of the time that an invocation
    /// has.
    ///
    /// # Example
    /// ```
    /// use std::time::Duration;
    /// use sls_core::App;
    ///
    /// let app = App::new().deadline_margin(Duration::from_secs(5));
    /// ```
    pub fn deadline_margin(mut self, margin: Duration) -> Self {
        self.batches.deadline_margin = margin;
        self
    }

    /// Default: true. Fails the invocation when no record of a batch could be confirmed.
    ///
    /// The records come again in both cases; an error is what metrics and alarms see.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    ///
    /// let app = App::new().fail_if_all_records_fail(false);
    /// ```
    pub fn fail_if_all_records_fail(mut self, fails: bool) -> Self {
        self.batches.fail_if_all_fail = fails;
        self
    }

    /// Takes the base path of a custom domain's mapping off every path, if it is there.
    pub fn base_path(mut self, base_path: &str) -> Self {
        let base_path = base_path.trim_matches('/');
        self.strip.base_path = (!base_path.is_empty()).then(|| format!("/{base_path}"));
        self
    }

    /// Leaves the stage of an HTTP API in the path; it is taken off by default.
    pub fn keep_stage(mut self) -> Self {
        self.strip.stage = false;
        self
    }

    /// The tower service, ready for invocations.
    ///
    /// # Errors
    /// Everything that is wrong with the app, all at once.
    pub fn into_service(self) -> Result<AppService, StartError> {
        match self.built {
            Some(built) => built,
            None => build::build(self),
        }
    }

    /// Serves invocations until Lambda ends the process.
    ///
    /// One thread where one invocation runs at a time, several where
    /// `AWS_LAMBDA_MAX_CONCURRENCY` asks for more.
    ///
    /// # Errors
    /// The process was not started by Lambda, the app is wrong in itself (which is reported as a
    /// failed start), or the Runtime API is gone.
    pub fn run(self) -> Result<()> {
        crate::runtime::run(self)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("handlers", &self.handlers).finish_non_exhaustive()
    }
}

/// Builds itself at the first call; [`App::into_service`] tells beforehand what is wrong.
impl Service<Invocation> for App {
    type Response = Reply;
    type Error = Failure;
    type Future = BoxFuture<'static, Result<Reply, Failure>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, invocation: Invocation) -> Self::Future {
        if self.built.is_none() {
            self.built = Some(build::build(std::mem::take(self)));
        }
        match &mut self.built {
            Some(Ok(service)) => service.call(invocation),
            Some(Err(error)) => Box::pin(std::future::ready(Err(error.to_failure()))),
            None => unreachable!("it was built above"),
        }
    }
}
