//! What the app has for every invocation.

use std::sync::Arc;

use crate::__private::Answered;
use crate::context::Context;
use crate::dispatch::BatchSettings;
use crate::extract::{Requirements, States};
use crate::failure::Failure;
use crate::resource::{Busy, Idle, ResourceStats, Resources};

/// Decided at start, and shared by everything that handles events.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) states: States,
    pub(crate) batches: BatchSettings,
    /// What is kept between invocations, if there is anything.
    pub(crate) pool: Option<Pool>,
}

/// The resources of the app, and since when nothing has run.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) resources: Resources,
    pub(crate) idle: Arc<Idle>,
}

impl Shared {
    /// Finds out once what the handler wants of the resources.
    pub(crate) fn bind<O>(&self, endpoint: &mut Answered<O>) {
        if let Some(pool) = &self.pool {
            let (required, welcome) = Requirements::of(&endpoint.requirements).types();
            endpoint.wanted = pool.resources.wanted(&required, &welcome);
        }
    }

    /// Notes that an invocation runs until the guard is dropped.
    pub(crate) fn begin(&self, context: &Context) -> Option<Busy> {
        self.pool.as_ref().map(|pool| pool.idle.begin(context.clock()))
    }

    /// Makes what the handler wants fit for use, before its arguments are made.
    pub(crate) async fn prepare<O>(
        &self,
        endpoint: &Answered<O>,
        context: &Context,
    ) -> Result<(), Failure> {
        let (Some(pool), wanted) = (&self.pool, &endpoint.wanted) else { return Ok(()) };
        if wanted.is_empty() {
            return Ok(());
        }
        // Whatever grew suspect did so before the invocation: another look at the clock would cost
        // as much as all the rest.
        let now = pool.idle.began();
        if pool.resources.reuse(wanted, now) {
            return Ok(());
        }
        pool.resources.mend(wanted, now, context.remaining()).await
    }
}

impl Pool {
    /// Builds everything eager.
    pub(crate) async fn init(&self, clock: &dyn crate::Clock) -> Result<(), Failure> {
        let busy = self.idle.begin(clock);
        self.resources.init(busy.now()).await
    }

    /// Builds again what was closed before a snapshot.
    pub(crate) async fn restore(&self, clock: &dyn crate::Clock) -> Result<(), Failure> {
        let busy = self.idle.begin(clock);
        self.resources.restore(busy.now()).await
    }

    pub(crate) fn stats(&self, clock: &dyn crate::Clock) -> Vec<ResourceStats> {
        self.resources.stats(self.idle.now(clock))
    }
}
