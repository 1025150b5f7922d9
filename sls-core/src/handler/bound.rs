//! A function bound to one source, with the type of the source erased.

use std::any::{Any, TypeId};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::__private::Answered;
use crate::dispatch::{EventSource, Shared, Table, Targets, layered_target};
use crate::extract::Requirements;
use crate::handler::EventLayer;

/// A function and the source that it serves.
pub(crate) struct Bound<S: EventSource> {
    pub(super) source: S,
    pub(super) endpoint: Answered<S::Output>,
}

/// What the app asks of every binding, whatever its source.
pub(crate) trait Bind: Send + Sync {
    /// What it claims, for messages.
    fn claim(&self) -> String;

    /// What AWS would refuse.
    fn problems(&self) -> Vec<String>;

    fn requirements(&self) -> &[fn(&mut Requirements)];

    /// The source as the attribute names it, and what is said about it.
    fn settings(&self) -> (&'static str, Map<String, Value>);

    /// Lets the guard stand in front of the function, or says why it cannot.
    #[cfg(feature = "idempotency")]
    fn protect(&mut self, guard: &Arc<crate::idempotency::Guard>) -> Result<(), String>;

    /// Adds the function to the table of its kind of source; the names of those that claim the same.
    fn enter(
        self: Box<Self>,
        name: &'static str,
        layers: &[Box<EventLayer>],
        shared: &Arc<Shared>,
        tables: &mut Vec<Box<dyn Table>>,
    ) -> Vec<&'static str>;
}

impl<S: EventSource> Bind for Bound<S> {
    fn claim(&self) -> String {
        self.source.to_string()
    }

    fn problems(&self) -> Vec<String> {
        self.source.problems()
    }

    fn requirements(&self) -> &[fn(&mut Requirements)] {
        &self.endpoint.requirements
    }

    fn settings(&self) -> (&'static str, Map<String, Value>) {
        let settings = match serde_json::to_value(&self.source) {
            Ok(Value::Object(settings)) => settings,
            // Every source is a struct of plain values.
            Ok(_) | Err(_) => Map::new(),
        };
        (S::NAME, settings)
    }

    #[cfg(feature = "idempotency")]
    fn protect(&mut self, guard: &Arc<crate::idempotency::Guard>) -> Result<(), String> {
        if !S::HAS_IDENTITY {
            guard.refuse_identity()?;
        }
        guard.source(&mut self.endpoint)
    }

    fn enter(
        self: Box<Self>,
        name: &'static str,
        layers: &[Box<EventLayer>],
        shared: &Arc<Shared>,
        tables: &mut Vec<Box<dyn Table>>,
    ) -> Vec<&'static str> {
        let Self { source, endpoint } = *self;
        let targets = table::<S>(tables);
        let overlapping = targets.iter().filter(|other| other.spec.overlaps(&source));
        let rivals = overlapping.map(|other| other.name).collect();
        targets.push(layered_target(name, source, endpoint, layers, shared));
        rivals
    }
}

/// The table of one kind of source, made if there is none yet.
fn table<S: EventSource>(tables: &mut Vec<Box<dyn Table>>) -> &mut Targets<S> {
    let position =
        tables.iter().position(|table| (**table).type_id() == TypeId::of::<Targets<S>>());
    let position = position.unwrap_or_else(|| {
        tables.push(Box::new(Targets::<S>::new()));
        tables.len() - 1
    });
    let table: &mut dyn Any = &mut *tables[position];
    table.downcast_mut().expect("its type was looked at above")
}
