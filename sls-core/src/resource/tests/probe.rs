//! Builds and checks that tests can watch and steer.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

/// A thing of one of many types, and which build of its probe it comes from.
#[derive(Debug)]
pub(super) struct Thing<const N: usize> {
    pub(super) build: usize,
}

/// Watches one resource.
#[derive(Clone, Debug, Default)]
pub(super) struct Probe {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// How often the work gives way to others before it is done.
    steps: AtomicUsize,
    /// How many builds fail from now on.
    failing: AtomicUsize,
    /// How many checks fail from now on.
    spoiled: AtomicUsize,
    begun: AtomicUsize,
    running: AtomicUsize,
    most: AtomicUsize,
    log: Mutex<Vec<&'static str>>,
}

impl Probe {
    pub(super) fn new(steps: usize) -> Self {
        let probe = Self::default();
        probe.inner.steps.store(steps, Ordering::Relaxed);
        probe
    }

    pub(super) fn fail(&self, builds: usize) {
        self.inner.failing.store(builds, Ordering::Relaxed);
    }

    pub(super) fn spoil(&self, checks: usize) {
        self.inner.spoiled.store(checks, Ordering::Relaxed);
    }

    /// How many builds were begun.
    pub(super) fn begun(&self) -> usize {
        self.inner.begun.load(Ordering::SeqCst)
    }

    /// How many builds and checks ran at the same time at most.
    pub(super) fn most(&self) -> usize {
        self.inner.most.load(Ordering::SeqCst)
    }

    pub(super) fn log(&self, line: &'static str) {
        self.inner.log.lock().unwrap().push(line);
    }

    pub(super) fn logged(&self) -> Vec<&'static str> {
        self.inner.log.lock().unwrap().clone()
    }

    pub(super) async fn build<const N: usize>(self) -> Result<Thing<N>, Refused> {
        let build = self.inner.begun.fetch_add(1, Ordering::SeqCst) + 1;
        self.work().await;
        if took_one(&self.inner.failing) { Err(Refused) } else { Ok(Thing { build }) }
    }

    pub(super) async fn check(self) -> bool {
        self.work().await;
        !took_one(&self.inner.spoiled)
    }

    async fn work(&self) {
        let _running = Running::start(&self.inner);
        steps(self.inner.steps.load(Ordering::Relaxed)).await;
    }
}

/// Gives way to others so often.
pub(super) async fn steps(mut left: usize) {
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn took_one(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

/// Counts as running until it is dropped, also half way.
struct Running<'a>(&'a Inner);

impl<'a> Running<'a> {
    fn start(inner: &'a Inner) -> Self {
        let running = inner.running.fetch_add(1, Ordering::SeqCst) + 1;
        inner.most.fetch_max(running, Ordering::SeqCst);
        Self(inner)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug)]
pub(super) struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection refused")
    }
}

impl std::error::Error for Refused {}
