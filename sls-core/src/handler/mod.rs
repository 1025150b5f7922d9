//! A function, and the sources that it serves.

mod bound;
mod function;
mod route;

use std::fmt;

use tower::Layer;
use tower::Service;

pub(crate) use self::bound::{Bind, Bound};
pub use self::function::{Endpoint, HandlerFn, marker};
pub(crate) use self::route::HttpRoute;
use crate::__private::Answered;
use crate::dispatch::EventSource;
use crate::erased::{EventService, HttpService, boxed_event_service, boxed_http_service};
use crate::error::{BoxError, Error};
use crate::invocation::Invocation;
use crate::reply::{Body, Reply, Response};

/// A function with the sources it serves and the layers around it.
///
/// `handlers![..]` makes these from annotated functions; this is the same without macros.
///
/// # Example
/// ```
/// use sls_core::{App, Error, Handler, Json, Path};
/// use sls_core::event::sns::Topic;
///
/// async fn show(Path(id): Path<u64>) -> Json<u64> {
///     Json(id)
/// }
///
/// async fn note(Json(number): Json<u64>) -> Result<(), Error> {
///     println!("{number}");
///     Ok(())
/// }
///
/// let app = App::new()
///     .handler(Handler::new("show").http("GET /orders/{id}", show))
///     .handler(Handler::new("note").on(Topic::new("numbers"), note));
/// # assert!(app.into_service().is_ok());
/// ```
#[must_use]
pub struct Handler {
    pub(crate) name: &'static str,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) layers: Vec<Box<EventLayer>>,
    pub(crate) http_layers: Vec<Box<HttpLayer>>,
    #[cfg(feature = "idempotency")]
    pub(crate) idempotent: Option<crate::idempotency::Idempotent>,
}

pub(crate) type EventLayer = dyn Fn(EventService) -> EventService + Send + Sync;
pub(crate) type HttpLayer = dyn Fn(HttpService) -> HttpService + Send + Sync;

/// One source that a function serves.
pub(crate) enum Binding {
    Direct(Answered<Result<Reply, Error>>),
    Http(String, Answered<Response>),
    Source(Box<dyn Bind>),
    WebSocket(String, Answered<Response>),
}

impl Handler {
    /// A handler that serves nothing yet; the name appears in messages.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            bindings: Vec::new(),
            layers: Vec::new(),
            http_layers: Vec::new(),
            #[cfg(feature = "idempotency")]
            idempotent: None,
        }
    }

    /// Serves direct invocations, and every event that no other handler takes.
    pub fn direct<M>(self, function: impl Endpoint<Result<Reply, Error>, M>) -> Self {
        self.bound(Binding::Direct(function.into_answered()))
    }

    /// Serves HTTP requests of a route, `METHOD /path/{parameter}/{rest+}`, or `$default`.
    ///
    /// The method may be `ANY`. `{rest+}` and `{*rest}` take everything to the end.
    /// A route that cannot be read is reported at start.
    pub fn http<M>(self, route: &str, function: impl Endpoint<Response, M>) -> Self {
        self.bound(Binding::Http(route.to_owned(), function.into_answered()))
    }

    /// Serves a route of a WebSocket API by its key, such as `$connect` or `$default`.
    pub fn websocket<M>(self, route_key: &str, function: impl Endpoint<Response, M>) -> Self {
        self.bound(Binding::WebSocket(route_key.to_owned(), function.into_answered()))
    }

    /// Serves what a source delivers: a topic, a bucket, a stream.
    ///
    /// Where the source delivers records, the function is called with one at a time.
    ///
    /// # Example
    /// ```
    /// use sls_core::{Error, Handler, Json, event::kinesis::Stream};
    ///
    /// async fn click(Json(page): Json<String>) -> Result<(), Error> {
    ///     println!("{page}");
    ///     Ok(())
    /// }
    ///
    /// let handler = Handler::new("click").on(Stream::new("clicks").batch_size(500), click);
    /// ```
    pub fn on<S: EventSource, M>(self, source: S, function: impl Endpoint<S::Output, M>) -> Self {
        let endpoint = function.into_answered();
        self.bound(Binding::Source(Box::new(Bound { source, endpoint })))
    }

    /// Wraps this handler's direct invocations and sources in a tower layer.
    ///
    /// The layer sees the whole event. Layers added later are outside.
    /// An error that is not a [`Failure`](crate::Failure) becomes one of its own type.
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

    /// Wraps this handler's HTTP and WebSocket routes in a tower layer.
    ///
    /// Layers added later are outside.
    /// A response body is sent once it is complete, unless it is a [`Body`].
    pub fn http_layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + Sync + 'static,
        L::Service: Service<
                http::Request<Body>,
                Response = http::Response<B>,
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

    fn bound(mut self, binding: Binding) -> Self {
        self.bindings.push(binding);
        self
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler")
            .field("name", &self.name)
            .field("bindings", &self.bindings)
            .field("layers", &(self.layers.len() + self.http_layers.len()))
            .finish()
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct(_) => f.write_str("direct invocations"),
            Self::Http(route, _) => write!(f, "HTTP route `{route}`"),
            Self::Source(bound) => f.write_str(&bound.claim()),
            Self::WebSocket(key, _) => write!(f, "WebSocket route `{key}`"),
        }
    }
}
