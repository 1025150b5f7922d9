//! Work of the user's that nobody waits for: what became of it, if it is not well.

use std::borrow::Cow;
use std::panic::Location;
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use tokio::time::{Instant, timeout};

use crate::error::{Error, chain};
use crate::runtime::panic::catch_panic;

/// What the log calls it.
#[derive(Clone, Debug)]
pub(super) enum Label {
    /// A hook of the app, by where it was given.
    Hook(&'static str, &'static Location<'static>),
    /// Something that an invocation put off.
    Work(Cow<'static, str>),
}

impl Label {
    pub(super) fn warn(&self, problem: &str) {
        match self {
            Self::Hook(hook, place) => tracing::warn!(hook, %place, problem, "a hook failed"),
            Self::Work(work) => {
                tracing::warn!(work = %work, problem, "work after the response was not completed");
            }
        }
    }

    fn note(&self, milliseconds: u128) {
        match self {
            Self::Hook(hook, place) => tracing::debug!(hook, %place, milliseconds, "hook run"),
            Self::Work(work) => {
                tracing::debug!(work = %work, milliseconds, "work after the response completed");
            }
        }
    }
}

/// Some work, and what the log calls it.
pub(super) struct Work<'a> {
    pub(super) label: Label,
    pub(super) run: BoxFuture<'a, Result<(), Error>>,
}

/// Runs all of it at the same time; what is not done within the limit is broken off.
pub(super) async fn run_all(work: Vec<Work<'_>>, limit: Duration) {
    // Caught where it runs is what the user's code panics with; this is what drops of it do.
    let run = catch_panic(timeout(limit, join_all(work.into_iter().map(watch))));
    if let Err(panicked) = run.await {
        tracing::error!(problem = %panicked, "dropping a hook or its work panicked");
    }
}

/// Runs it to its end.
///
/// # Cancellation
/// What is dropped before its end is reported as broken off.
fn watch(Work { label, run }: Work<'_>) -> impl Future<Output = ()> {
    // Here and not below, so that what is dropped before it was polled is reported too.
    let mut watch = Watch { label, began: Instant::now(), over: false };
    async move {
        let outcome = catch_panic(run).await;
        watch.over = true;
        match outcome {
            Ok(Ok(())) => watch.label.note(watch.began.elapsed().as_millis()),
            Ok(Err(error)) => watch.label.warn(&chain(error.as_std())),
            Err(panicked) => watch.label.warn(&panicked.to_string()),
        }
    }
}

/// Notices that the work is dropped.
struct Watch {
    label: Label,
    began: Instant,
    over: bool,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.over {
            let millis = self.began.elapsed().as_millis();
            let ran = Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX));
            self.label.warn(&format!("it was broken off after {ran:?}"));
        }
    }
}
