//! What is shared between invocations.

use std::any::{Any, TypeId, type_name};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use http::StatusCode;

use crate::extract::by_type::ByType;
use crate::extract::{FromInput, Input, Location, Rejection};
use crate::resource::Resources;

/// A value given to [`App::state`](crate::App::state), shared by all invocations.
///
/// A missing one is reported at start, with every handler that wants it.
///
/// # Example
/// ```
/// use sls_core::{App, Handler, State};
///
/// struct Greeting(String);
///
/// async fn greet(State(greeting): State<Greeting>) -> String {
///     greeting.0.clone()
/// }
///
/// let app = App::new()
///     .state(Greeting("Hello".to_owned()))
///     .handler(Handler::new("greet").http("GET /", greet));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Debug)]
pub struct State<T>(pub Arc<T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> FromInput for State<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.states.get().map(Self).ok_or_else(missing::<T>)
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.state::<T>();
    }
}

/// Reported at start already, unless it is an optional resource that cannot be built.
#[cold]
fn missing<T>() -> Rejection {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let missing = Rejection::new(status, Location::Event, Rejection::MISSING);
    missing.at(format!("State<{}>", type_name::<T>()))
}

/// What a handler needs before the first event.
#[derive(Debug, Default)]
pub struct Requirements {
    /// By type: the name, and whether the handler can do without.
    states: BTreeMap<TypeId, (&'static str, bool)>,
    whole_batch: bool,
}

impl Requirements {
    /// Asks for a state of this type.
    pub fn state<T: 'static>(&mut self) {
        self.states.insert(TypeId::of::<T>(), (type_name::<T>(), true));
    }

    /// Takes note of what an argument asks for that may be absent.
    pub(crate) fn optional(&mut self, note: fn(&mut Self)) {
        let mut asked = Self::default();
        note(&mut asked);
        self.whole_batch |= asked.whole_batch;
        for (id, (name, _)) in asked.states {
            self.states.entry(id).or_insert((name, false));
        }
    }

    /// The types that are asked for, and those that are welcome.
    pub(crate) fn types(&self) -> (Vec<TypeId>, Vec<TypeId>) {
        let (required, welcome): (Vec<_>, Vec<_>) =
            self.states.iter().partition(|(_, (_, required))| *required);
        let ids = |list: Vec<(&TypeId, _)>| list.into_iter().map(|(id, _)| *id).collect();
        (ids(required), ids(welcome))
    }

    /// Asks for whole batches in place of single records.
    pub(crate) fn whole_batch(&mut self) {
        self.whole_batch = true;
    }

    pub(crate) fn takes_batches(&self) -> bool {
        self.whole_batch
    }

    /// What all of these ask for together.
    pub(crate) fn of(wanted: &[fn(&mut Self)]) -> Self {
        let mut requirements = Self::default();
        wanted.iter().for_each(|want| want(&mut requirements));
        requirements
    }

    /// The names of the types that are asked for and not there.
    pub(crate) fn missing_in<'a>(
        &'a self,
        states: &'a States,
    ) -> impl Iterator<Item = &'static str> + 'a {
        // What a handler can do without has to be declared all the same, or it is a mistake.
        let wanted = self.states.iter().filter(|(id, _)| !states.contains(**id));
        wanted.map(|(_, (name, _))| *name)
    }
}

/// All values that handlers can ask for, by type.
#[derive(Clone, Default)]
pub(crate) struct States {
    places: ByType<Place>,
    resources: Option<Resources>,
}

/// Where a value is.
#[derive(Clone)]
enum Place {
    /// Here, as the app was given it.
    Given(AnyValue),
    /// Among the resources, at this position.
    Kept(usize),
}

/// A value of any type, shared by whoever holds it.
pub(crate) type AnyValue = Arc<dyn Any + Send + Sync>;

impl States {
    /// Adds a value, or says that there is one of its type already.
    pub(crate) fn insert<T: Send + Sync + 'static>(
        &mut self,
        value: T,
    ) -> Result<(), &'static str> {
        if self.contains(TypeId::of::<T>()) {
            return Err(type_name::<T>());
        }
        self.places.insert(TypeId::of::<T>(), Place::Given(Arc::new(value)));
        Ok(())
    }

    /// Adds the values that resources have at the moment when they are asked for.
    pub(crate) fn set_resources(&mut self, resources: Resources) {
        for (at, id) in resources.types().iter().enumerate() {
            self.places.insert(*id, Place::Kept(at));
        }
        self.resources = Some(resources);
    }

    /// The value of this type, if there is one at the moment.
    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let value = match self.places.get(TypeId::of::<T>())? {
            Place::Given(value) => Arc::clone(value),
            Place::Kept(at) => self.resources.as_ref()?.get(*at)?,
        };
        value.downcast().ok()
    }

    /// The value that was given, without those of resources.
    pub(crate) fn given(&self, id: TypeId) -> Option<AnyValue> {
        match self.places.get(id)? {
            Place::Given(value) => Some(Arc::clone(value)),
            Place::Kept(_) => None,
        }
    }

    fn contains(&self, id: TypeId) -> bool {
        self.places.get(id).is_some()
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States({})", self.places.len())
    }
}
