//! What the app has for every invocation.

use std::sync::Arc;

use crate::__private::Answered;
use crate::clock::Clock;
use crate::context::Context;
use crate::dispatch::BatchSettings;
use crate::extract::{Requirements, States};
use crate::failure::Failure;
use crate::lifecycle::Lifecycle;
use crate::resource::{Busy, Idle, ResourceStats, Resources};

/// Decided at start, and shared by everything that handles events.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) states: States,
    pub(crate) batches: BatchSettings,
    /// What is kept between invocations, if there is anything.
    pub(crate) resources: Option<Resources>,
    /// Since when nothing has run.
    pub(crate) idle: Arc<Idle>,
    pub(crate) lifecycle: Lifecycle,
}

impl Shared {
    /// Finds out once what the handler wants of the resources.
    pub(crate) fn bind<O>(&self, endpoint: &mut Answered<O>) {
        if let Some(resources) = &self.resources {
            let (required, welcome) = Requirements::of(&endpoint.requirements).types();
            endpoint.wanted = resources.wanted(&required, &welcome);
        }
    }

    /// Notes that an invocation runs until the guard is dropped.
    pub(crate) fn begin(&self, context: &Context) -> Busy {
        self.idle.begin(context.clock())
    }

    /// Makes what the handler wants fit for use, before its arguments are made.
    pub(crate) async fn prepare<O>(
        &self,
        endpoint: &Answered<O>,
        context: &Context,
    ) -> Result<(), Failure> {
        let (Some(resources), wanted) = (&self.resources, &endpoint.wanted) else { return Ok(()) };
        if wanted.is_empty() {
            return Ok(());
        }
        // Whatever grew suspect did so before the invocation: another look at the clock would cost
        // as much as all the rest.
        let now = self.idle.began();
        if resources.reuse(wanted, now) {
            return Ok(());
        }
        resources.mend(wanted, now, context.remaining()).await
    }

    /// Builds everything eager.
    pub(crate) async fn init(&self, clock: &dyn Clock) -> Result<(), Failure> {
        let busy = self.idle.begin(clock);
        match &self.resources {
            Some(resources) => resources.init(busy.now()).await,
            None => Ok(()),
        }
    }

    /// Builds again what was closed before a snapshot.
    pub(crate) async fn restore(&self, clock: &dyn Clock) -> Result<(), Failure> {
        let busy = self.idle.begin(clock);
        // What an app does after a pause is for its first invocation after the snapshot as well.
        busy.carry();
        match &self.resources {
            Some(resources) => resources.restore(busy.now()).await,
            None => Ok(()),
        }
    }

    /// Whether there is anything to do before the process ends.
    #[cfg(all(unix, feature = "shutdown"))]
    pub(crate) fn has_an_end(&self) -> bool {
        let Self { lifecycle, resources, .. } = self;
        !lifecycle.on_shutdown.is_empty() || resources.as_ref().is_some_and(Resources::close_any)
    }

    pub(crate) fn stats(&self, clock: &dyn Clock) -> Vec<ResourceStats> {
        let stats = |resources: &Resources| resources.stats(self.idle.now(clock));
        self.resources.as_ref().map(stats).unwrap_or_default()
    }
}
