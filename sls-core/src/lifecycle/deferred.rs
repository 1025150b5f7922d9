//! What an invocation put off until after its response.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::{BoxFuture, join_all};

use crate::error::Error;
use crate::lifecycle::watch::{Label, watch};

/// Work that waits for the response; each of it is run, or reported.
#[derive(Default)]
pub(crate) struct Deferred {
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Work>,
    closed: bool,
}

struct Work {
    name: Cow<'static, str>,
    run: BoxFuture<'static, Result<(), Error>>,
}

impl Deferred {
    /// Puts off some work.
    pub(crate) fn add(&self, name: Cow<'static, str>, run: BoxFuture<'static, Result<(), Error>>) {
        let mut queue = self.queue();
        if queue.closed {
            drop(queue);
            Label::Work(name).warn("it came after the invocation had ended, and was not begun");
        } else {
            queue.waiting.push(Work { name, run });
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue().waiting.is_empty()
    }

    /// Runs all of it at the same time, and what it puts off in turn.
    pub(super) async fn run(&self) {
        loop {
            let waiting = std::mem::take(&mut self.queue().waiting);
            if waiting.is_empty() {
                return;
            }
            let running = waiting.into_iter().map(|work| watch(Label::Work(work.name), work.run));
            join_all(running).await;
        }
    }

    /// From now on nothing is run any more.
    pub(super) fn close(&self) {
        let mut queue = self.queue();
        queue.closed = true;
        let waiting = std::mem::take(&mut queue.waiting);
        drop(queue);
        for work in waiting {
            Label::Work(work.name).warn("no time was left to begin it");
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing of the user's runs while it is locked.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Deferred {
    fn drop(&mut self) {
        for work in std::mem::take(&mut self.queue().waiting) {
            Label::Work(work.name).warn(
                "it was never begun: whoever called the app did not call \
                 `AppService::after_response` after the reply",
            );
        }
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queue = self.queue();
        f.debug_list().entries(queue.waiting.iter().map(|work| &work.name)).finish()
    }
}
