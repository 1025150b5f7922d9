//! Leaving the loop of `lambda_runtime` from outside.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use crate::failure::Failure;

/// Why the loop is left.
#[derive(Debug)]
pub(super) enum Stop {
    /// Lambda ends the environment.
    #[cfg_attr(not(all(unix, feature = "shutdown")), expect(dead_code, reason = "not announced"))]
    Announced,
    /// After a restore from a snapshot something is missing, and Lambda has been told.
    NotRestored(Failure),
}

/// What leaves the loop, and what asks whether it is to be left; the first reason counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Stopper {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Apart from the reason, because it is asked each time that anything wakes the loop.
    stopped: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    why: Option<Stop>,
    waker: Option<Waker>,
}

impl Stopper {
    /// Leaves the loop, which is not polled again.
    pub(super) fn stop(&self, why: Stop) {
        let mut state = self.state();
        state.why.get_or_insert(why);
        self.shared.stopped.store(true, Ordering::Release);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Polls the loop until it ends by itself, or is to be left.
    pub(super) async fn until<F: Future + Unpin>(&self, mut run: F) -> Result<F::Output, Stop> {
        let mut known: Option<Waker> = None;
        std::future::poll_fn(|cx| {
            if !known.as_ref().is_some_and(|known| known.will_wake(cx.waker())) {
                self.state().waker = Some(cx.waker().clone());
                known = Some(cx.waker().clone());
            }
            match self.stopped() {
                Some(why) => Poll::Ready(Err(why)),
                None => Pin::new(&mut run).poll(cx).map(Ok),
            }
        })
        .await
    }

    fn stopped(&self) -> Option<Stop> {
        if !self.shared.stopped.load(Ordering::Acquire) {
            return None;
        }
        self.state().why.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    use super::*;

    fn stop(stopper: &Stopper, failure: &str) {
        stopper.stop(Stop::NotRestored(Failure::new("Test", failure)));
    }

    fn endless() -> BoxFuture<'static, ()> {
        std::future::pending().boxed()
    }

    #[tokio::test]
    async fn a_loop_that_waits_is_woken_and_left_for_the_first_reason() {
        let stopper = Stopper::default();
        let stopping = async {
            tokio::task::yield_now().await;
            stop(&stopper, "first");
            stop(&stopper, "second");
        };
        let (stopped, ()) = tokio::join!(stopper.until(endless()), stopping);
        let Err(Stop::NotRestored(failure)) = stopped else { panic!("{stopped:?}") };
        assert_eq!(failure.message(), "first");
    }

    #[tokio::test]
    async fn a_loop_may_end_by_itself_and_is_not_polled_once_it_is_stopped() {
        let stopper = Stopper::default();
        assert!(stopper.until(endless()).now_or_never().is_none());
        assert_eq!(stopper.until(std::future::ready(7)).await.unwrap(), 7);
        stop(&stopper, "before it began");
        let run = std::future::poll_fn(|_| -> Poll<()> { unreachable!("it is not polled") });
        assert!(stopper.until(run).await.is_err());
    }
}
