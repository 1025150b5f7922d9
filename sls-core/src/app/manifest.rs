//! What the handlers of an app say about themselves, as data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::App;
use crate::handler::{Binding, Handler};

/// Everything that the handlers of an app claim, with the settings of their sources.
///
/// It is made from the attributes alone: no event, no environment, nothing is run.
/// Deployment templates can be made from it. As JSON, with the names of the attribute's arguments
/// and lengths of time in seconds:
///
/// ```text
/// {
///   "version": 1,
///   "handlers": [
///     {
///       "name": "shop::pay",
///       "sources": [{ "source": "http", "settings": { "route": "POST /payments" } }],
///       "idempotent": { "by_header": "Idempotency-Key", "expires_after": 3600, .. }
///     }
///   ]
/// }
/// ```
///
/// New fields may come with new versions of this crate; `version` changes when one that is there
/// changes its meaning.
///
/// # Example
/// ```
/// use sls_core::{App, Handler, event::kinesis::Stream};
///
/// async fn click() {}
///
/// let app = App::new()
///     .handler(Handler::new("click").on(Stream::new("clicks").batch_size(500), click));
/// let manifest = app.manifest();
/// assert_eq!(manifest.handlers[0].name, "click");
/// assert_eq!(manifest.handlers[0].sources[0].settings["batch_size"], 500);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// Which meaning the fields have: 1.
    pub version: u32,
    /// The handlers, in the order in which they were added.
    pub handlers: Vec<HandlerManifest>,
}

/// One handler of a [`Manifest`].
///
/// # Example
/// ```
/// use sls_core::{App, Handler};
///
/// async fn hello() {}
///
/// let manifest = App::new().handler(Handler::new("hello").direct(hello)).manifest();
/// assert_eq!(manifest.handlers[0].sources[0].source, "direct");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HandlerManifest {
    /// The function's path in its crate.
    pub name: String,
    /// What it claims; never empty in an app that starts.
    pub sources: Vec<SourceManifest>,
    /// What makes two of its events the same, by the names of the settings of `idempotent`; `None`
    /// for a handler that takes effect each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotent: Option<Map<String, Value>>,
}

/// One source that a handler of a [`Manifest`] serves.
///
/// # Example
/// ```
/// use sls_core::{App, Handler};
///
/// async fn list() {}
///
/// let manifest = App::new().handler(Handler::new("list").http("GET /orders", list)).manifest();
/// assert_eq!(manifest.handlers[0].sources[0].settings["route"], "GET /orders");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceManifest {
    /// The argument of `#[handler]`, or `direct` where it has none.
    pub source: String,
    /// Its settings, given or AWS's defaults; `null` or empty where there is no limit.
    pub settings: Map<String, Value>,
}

impl App {
    /// What the handlers say about themselves, as data.
    ///
    /// `cargo sls describe` prints it.
    #[must_use]
    pub fn manifest(&self) -> Manifest {
        let handlers = self.handlers.iter().map(|handler| HandlerManifest {
            name: handler.name.to_owned(),
            sources: handler.bindings.iter().map(source).collect(),
            idempotent: idempotent(handler),
        });
        Manifest { version: 1, handlers: handlers.collect() }
    }
}

#[cfg(feature = "idempotency")]
fn idempotent(handler: &Handler) -> Option<Map<String, Value>> {
    handler.idempotent.as_ref().map(crate::idempotency::Idempotent::to_manifest)
}

#[cfg(not(feature = "idempotency"))]
fn idempotent(_: &Handler) -> Option<Map<String, Value>> {
    None
}

fn source(binding: &Binding) -> SourceManifest {
    let one = |source: &str, key: &str, value: &str| {
        let settings = Map::from_iter([(key.to_owned(), value.into())]);
        SourceManifest { source: source.to_owned(), settings }
    };
    match binding {
        Binding::Direct(_) => SourceManifest { source: "direct".to_owned(), settings: Map::new() },
        Binding::Http(route, _) => one("http", "route", route),
        Binding::WebSocket(key, _) => one("websocket", "route_key", key),
        Binding::Source(bound) => {
            let (source, settings) = bound.settings();
            SourceManifest { source: source.to_owned(), settings }
        }
    }
}
