//! Events that another event carries.

use std::borrow::Cow;

use bytes::Bytes;

use crate::extract::{Demand, HttpInput, Input, Rejection, Work};

/// A unit of work that the payload of another is made of.
#[derive(Debug)]
struct Nested<'a> {
    inner: &'a dyn Work,
    outer: &'a dyn Work,
}

impl Work for Nested<'_> {
    fn raw(&self) -> &Bytes {
        self.inner.raw()
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        self.inner.payload()
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.inner.identity().or_else(|| self.outer.identity())
    }

    /// What the inner event does not have, the outer one may.
    fn provide(&self, demand: &mut Demand<'_>) {
        self.inner.provide(demand);
        self.outer.provide(demand);
    }

    fn http(&self) -> Option<&HttpInput<'_>> {
        self.outer.http()
    }
}

impl Input<'_> {
    /// Makes an argument from what the payload carries; `what` names it in rejections.
    pub(crate) fn inside<T>(
        &self,
        inner: &dyn Work,
        what: &'static str,
        make: impl FnOnce(&Input<'_>) -> Result<T, Rejection>,
    ) -> Result<T, Rejection> {
        let work = Nested { inner, outer: self.work };
        let input =
            Input { work: &work, context: self.context, states: self.states, source: self.source };
        make(&input).map_err(|rejection| rejection.inside(what))
    }
}

/// What tells arguments that are made from nested events from others; always inferred.
#[derive(Debug)]
pub struct OfNested<M>(std::marker::PhantomData<M>);
