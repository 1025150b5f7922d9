#![doc = include_str!("../README.md")]

#[cfg(feature = "aws")]
pub mod aws;
pub mod event;
pub mod extract;
#[cfg(feature = "idempotency")]
pub mod idempotency;
pub mod lifecycle;
pub mod reply;

mod app;
mod batch;
mod clock;
mod config;
mod context;
mod dispatch;
mod erased;
mod error;
mod failure;
#[cfg(feature = "macros")]
mod features;
mod handler;
mod invocation;
#[cfg(feature = "log")]
mod log;
pub mod resource;
mod runtime;

#[doc(hidden)]
#[path = "__private.rs"]
pub mod __private;

pub use cookie;
pub use http;
#[cfg(feature = "macros")]
pub use sls_macros::{handler, handlers, resource, resources};
#[cfg(feature = "cors")]
pub use tower_http::cors;

pub use self::app::{App, AppService, HandlerManifest, Manifest, SourceManifest, StartError};
pub use self::clock::{Clock, SystemClock};
pub use self::context::{Context, ContextBuilder, FunctionConfig};
pub use self::dispatch::EventSource;
pub use self::erased::{EventService, HttpService};
pub use self::error::{BoxError, Error, Result};
pub use self::event::Source;
pub use self::extract::{Batch, Bytes, Cookies, Item, Json, Path, Query, State, Text};
pub use self::failure::Failure;
pub use self::handler::{Endpoint, Handler, HandlerFn};
pub use self::invocation::Invocation;
pub use self::reply::{Body, Collected, Reply};
pub use self::resource::{AnyResource, Resource, ResourceStats};

#[cfg(all(doctest, feature = "macros"))]
#[doc = include_str!("../../docs/handler.md")]
struct HandlerReference;

/// Runs a lone function that answers direct invocations.
///
/// # Example
/// ```no_run
/// async fn double(number: u32) -> u32 {
///     number * 2
/// }
///
/// fn main() -> sls_core::Result<()> {
///     sls_core::run(double)
/// }
/// ```
///
/// # Errors
/// As [`App::run`].
pub fn run<M>(function: impl Endpoint<Result<Reply, Error>, M>) -> Result<()> {
    let name = std::any::type_name_of_val(&function);
    App::new().handler(Handler::new(name).direct(function)).run()
}
