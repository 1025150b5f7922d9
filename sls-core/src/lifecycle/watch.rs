//! Work of the user's that nobody waits for: what became of it, if it is not well.

use std::borrow::Cow;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use tokio::time::{Instant, timeout};

use crate::error::{Error, chain};
use crate::runtime::panic;

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

impl Work<'_> {
    /// Drops it, and says why it was not done.
    pub(super) fn give_up(self, why: &str) {
        self.label.warn(why);
        if let Err(panicked) = panic::call(|| drop(self.run)) {
            self.label.warn(&panicked.to_string());
        }
    }
}

/// Runs all of it at the same time; what is not done within the limit is broken off.
pub(super) async fn run_all(work: Vec<Work<'_>>, limit: Duration) {
    let watched = work.into_iter().map(|work| Watch { work: Some(work), began: Instant::now() });
    // What is broken off has said so.
    let _ = timeout(limit, join_all(watched)).await;
}

/// Runs work to its end.
///
/// # Cancellation
/// What is dropped before its end is reported as broken off.
struct Watch<'a> {
    /// Gone when it has ended.
    work: Option<Work<'a>>,
    began: Instant,
}

impl Future for Watch<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(work) = &mut self.work else { return Poll::Ready(()) };
        let problem = match panic::call(|| work.run.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(Ok(()))) => None,
            Ok(Poll::Ready(Err(error))) => Some(chain(error.as_std())),
            Err(panicked) => Some(panicked.to_string()),
        };
        let milliseconds = self.began.elapsed().as_millis();
        match (self.work.take(), problem) {
            (Some(work), Some(problem)) => work.give_up(&problem),
            (Some(work), None) => work.label.note(milliseconds),
            (None, _) => {}
        }
        Poll::Ready(())
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            let millis = self.began.elapsed().as_millis();
            let ran = Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX));
            work.give_up(&format!("it was broken off after {ran:?}"));
        }
    }
}
