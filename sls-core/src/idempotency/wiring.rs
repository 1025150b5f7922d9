//! How handlers become idempotent, and how an app says where their records are.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::app::App;
use crate::extract::{FromInput, Input, Rejection, Requirements, State};
use crate::handler::{Binding, Handler};
use crate::idempotency::{Guard, Idempotent, MemoryStore, Store};

impl Handler {
    /// Runs the function once per key, and answers whoever comes later as the first was answered.
    ///
    /// It applies to every source of the handler, whether it is named before or after; each
    /// request, record or direct payload is one unit of work. Records, HTTP requests and direct
    /// payloads have keys of their own, since one cannot be answered as the other was.
    /// The last call counts.
    ///
    /// # Example
    /// ```
    /// use sls_core::event::sns::Topic;
    /// use sls_core::idempotency::Idempotent;
    /// use sls_core::{Error, Handler, Json};
    ///
    /// async fn ship(Json(order): Json<serde_json::Value>) -> Result<(), Error> {
    ///     println!("{order}");
    ///     Ok(())
    /// }
    ///
    /// let handler = Handler::new("ship")
    ///     .on(Topic::new("orders"), ship)
    ///     .idempotent(Idempotent::by("/order_id"));
    /// ```
    pub fn idempotent(mut self, settings: Idempotent) -> Self {
        self.idempotent = Some(settings);
        self
    }
}

impl App {
    /// Default: a [`MemoryStore`]. Keeps the records of idempotent handlers in this store.
    ///
    /// Memory belongs to one execution environment: it does not protect from a repetition that
    /// reaches another one.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    /// use sls_core::idempotency::{Cached, MemoryStore};
    ///
    /// let app = App::new().idempotency(Cached::new(MemoryStore::new()));
    /// ```
    pub fn idempotency(mut self, store: impl Store) -> Self {
        self.idempotency = ChosenStore::Given(Arc::new(store));
        self
    }

    /// Keeps the records of idempotent handlers in a store that handlers can have as [`State`].
    ///
    /// A missing one is reported at start, with every idempotent handler.
    ///
    /// # Example
    /// ```
    /// use sls_core::App;
    /// use sls_core::idempotency::MemoryStore;
    ///
    /// let app = App::new().state(MemoryStore::new()).idempotency_in_state::<MemoryStore>();
    /// ```
    pub fn idempotency_in_state<S: Store>(mut self) -> Self {
        self.idempotency = ChosenStore::InState {
            find: |input| State::<S>::from_input(input).map(|State(store)| store as Arc<dyn Store>),
            wanted: State::<S>::requirements,
        };
        self
    }
}

/// Where the records of an app are kept.
#[derive(Clone)]
pub(crate) enum ChosenStore {
    Given(Arc<dyn Store>),
    InState {
        find: fn(&Input<'_>) -> Result<Arc<dyn Store>, Rejection>,
        wanted: fn(&mut Requirements),
    },
}

impl ChosenStore {
    /// Puts a guard in front of every handler that asks for it, and notes what cannot work.
    pub(crate) fn protect(&self, handlers: &mut [Handler], problems: &mut Vec<String>) {
        let mut scopes = BTreeMap::new();
        for handler in handlers {
            let Some(settings) = handler.idempotent.take() else { continue };
            let name = handler.name;
            let mut note = |problem: String| {
                problems.push(format!("idempotency of handler `{name}`: {problem}"));
            };
            settings.problems().into_iter().for_each(&mut note);
            if settings.scope.is_none() && scopes.insert(name, ()).is_some() {
                note("another idempotent handler has its name: give one a `scope`".to_owned());
            }
            let guard = Arc::new(Guard { handler: name, settings, store: self.clone() });
            for binding in &mut handler.bindings {
                if let Err(problem) = guard.binding(binding) {
                    note(format!("{binding:?}: {problem}"));
                }
            }
        }
    }

    pub(super) fn find(&self, input: &Input<'_>) -> Result<Arc<dyn Store>, Rejection> {
        match self {
            Self::Given(store) => Ok(Arc::clone(store)),
            Self::InState { find, .. } => find(input),
        }
    }

    pub(super) fn require(&self, requirements: &mut Vec<fn(&mut Requirements)>) {
        if let Self::InState { wanted, .. } = self {
            requirements.push(*wanted);
        }
    }
}

impl Guard {
    fn binding(self: &Arc<Self>, binding: &mut Binding) -> Result<(), String> {
        match binding {
            Binding::Direct(endpoint) => {
                self.direct(endpoint);
                Ok(())
            }
            Binding::Http(_, endpoint) | Binding::WebSocket(_, endpoint) => self.http(endpoint),
            Binding::Source(bound) => bound.protect(self),
        }
    }
}

impl Default for ChosenStore {
    fn default() -> Self {
        Self::Given(Arc::new(MemoryStore::new()))
    }
}

impl fmt::Debug for ChosenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(store) => store.fmt(f),
            Self::InState { .. } => f.write_str("a state"),
        }
    }
}
