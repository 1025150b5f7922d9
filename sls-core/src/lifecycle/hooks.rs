//! Functions that an app was given for one occasion.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::lifecycle::HookOutcome;
use crate::lifecycle::watch::{Label, Work, run_all};

/// All hooks for one occasion, which is told to them as an `E`.
pub(crate) struct Hooks<E> {
    name: &'static str,
    all: Vec<Hook<E>>,
}

struct Hook<E> {
    place: &'static Location<'static>,
    run: Box<dyn Fn(E) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>,
}

impl<E: Clone + Send + 'static> Hooks<E> {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, all: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds a hook that the log names by where the caller stands.
    #[track_caller]
    pub(crate) fn add<F, Running>(&mut self, hook: F)
    where
        F: Fn(E) -> Running + Send + Sync + 'static,
        Running: Future<Output: HookOutcome> + Send + 'static,
    {
        let run = move |event| -> BoxFuture<'static, _> {
            let running = hook(event);
            Box::pin(async move { running.await.into_result() })
        };
        self.all.push(Hook { place: Location::caller(), run: Box::new(run) });
    }

    /// Runs all of them at the same time; what is not done within the limit is broken off.
    pub(super) fn run(&self, event: &E, limit: Duration) -> impl Future<Output = ()> {
        let work = self.all.iter().map(|hook| {
            let event = event.clone();
            Work {
                label: Label::Hook(self.name, hook.place),
                // Called when it is polled, because the call may panic as well.
                run: Box::pin(async move { (hook.run)(event).await }),
            }
        });
        run_all(work.collect(), limit)
    }
}

impl<E> fmt::Debug for Hooks<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all.iter().map(|hook| hook.place)).finish()
    }
}
