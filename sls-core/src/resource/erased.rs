//! A resource whose type the app does not see.

use std::any::{TypeId, type_name};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::extract::{AnyValue, State};
use crate::resource::Resource;

/// Builds from the values that are needed, in the order in which they are listed.
pub(super) type BuildFn =
    dyn Fn(Vec<AnyValue>) -> BoxFuture<'static, Result<AnyValue, Error>> + Send + Sync;

/// Checks or closes a value.
pub(super) type ValueFn = dyn Fn(AnyValue) -> BoxFuture<'static, Result<(), Error>> + Send + Sync;

/// A [`Resource`] of any type, as an app takes it.
///
/// # Example
/// ```
/// use sls_core::{AnyResource, Resource};
///
/// struct Cache;
///
/// let resources: Vec<AnyResource> = vec![
///     Resource::<Cache>::new("cache", async || Cache).into(),
///     Resource::<String>::new("greeting", async || "Hello".to_owned()).lazy().into(),
/// ];
/// let app = sls_core::App::new().resources(resources);
/// ```
#[must_use = "a resource is built once an app has it"]
pub struct AnyResource {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
    pub(super) needs: Vec<Kind>,
    pub(super) build: Box<BuildFn>,
    pub(super) check: Option<Box<ValueFn>>,
    pub(super) close: Option<Box<ValueFn>>,
    pub(super) eager: bool,
    pub(super) required: bool,
    pub(super) max_idle: Option<Duration>,
    pub(super) max_age: Option<Duration>,
}

impl AnyResource {
    pub(super) fn new<T: Send + Sync + 'static>(
        name: Cow<'static, str>,
        needs: Vec<Kind>,
        build: Box<BuildFn>,
    ) -> Self {
        Self {
            name,
            kind: Kind::of::<T>(),
            needs,
            build,
            check: None,
            close: None,
            eager: true,
            required: true,
            max_idle: None,
            max_age: None,
        }
    }

    /// A finished value in the place of the resource of its type: building hands it out again.
    pub(crate) fn stand_in<T: Send + Sync + 'static>(value: T) -> Self {
        let value: AnyValue = Arc::new(value);
        let build = move |_| -> BoxFuture<'static, _> {
            Box::pin(std::future::ready(Ok(Arc::clone(&value))))
        };
        Self::new::<T>(type_name::<T>().into(), Vec::new(), Box::new(build))
    }

    /// What the resource is called in logs and messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<T> From<Resource<T>> for AnyResource {
    fn from(resource: Resource<T>) -> Self {
        resource.erased
    }
}

impl fmt::Debug for AnyResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyResource")
            .field("name", &self.name)
            .field("type", &self.kind.name)
            .field("needs", &self.needs)
            .field("eager", &self.eager)
            .field("required", &self.required)
            .field("max_idle", &self.max_idle)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}

/// A type, by which a resource is found.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) id: TypeId,
    pub(super) name: &'static str,
}

impl Kind {
    pub(super) fn of<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T>() }
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The value in its own type.
pub(super) fn typed<T: Send + Sync + 'static>(value: AnyValue) -> Result<State<T>, Error> {
    // Values are stored under the type they were made as, so this fails nowhere.
    value.downcast().map(State).map_err(|_| mistaken::<T>())
}

#[cold]
pub(super) fn mistaken<T>() -> Error {
    Error::msg(format!("no value of type `{}` where one belongs", type_name::<T>()))
}
