//! What an invocation put off until after its response.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::error::Error;
use crate::lifecycle::watch::{Label, Work, run_all};

/// Work that waits for the response; each of it is run, or reported.
#[derive(Default)]
pub(crate) struct Deferred {
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Work<'static>>,
    closed: bool,
}

impl Deferred {
    /// Puts off some work.
    pub(crate) fn add(&self, name: Cow<'static, str>, run: BoxFuture<'static, Result<(), Error>>) {
        let work = Work { label: Label::Work(name), run };
        let mut queue = self.queue();
        if queue.closed {
            drop(queue);
            work.give_up("it came after the invocation had ended, and was not begun");
        } else {
            queue.waiting.push(work);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue().waiting.is_empty()
    }

    /// Runs all of it at the same time, and then what it puts off in turn.
    pub(super) async fn run(&self, limit: Duration) {
        let began = Instant::now();
        loop {
            let waiting = std::mem::take(&mut self.queue().waiting);
            if waiting.is_empty() {
                return;
            }
            run_all(waiting, limit.saturating_sub(began.elapsed())).await;
            if began.elapsed() >= limit {
                return;
            }
        }
    }

    /// From now on nothing is run any more.
    pub(super) fn close(&self) {
        let mut queue = self.queue();
        queue.closed = true;
        let waiting = std::mem::take(&mut queue.waiting);
        drop(queue);
        waiting.into_iter().for_each(|work| work.give_up("no time was left to begin it"));
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing of the user's runs while it is locked.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Deferred {
    fn drop(&mut self) {
        for work in std::mem::take(&mut self.queue().waiting) {
            work.give_up(
                "it was never begun: whoever called the app did not call \
                 `AppService::after_response` after the reply",
            );
        }
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queue = self.queue();
        f.debug_list().entries(queue.waiting.iter().map(|work| &work.label)).finish()
    }
}
