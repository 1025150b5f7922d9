//! One invocation, while it waits and while the runtime holds it.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::api::InitFailure;
use super::delivery::Delivery;
use super::outcome::{InvokeOutcome, Settled, StreamHead};
use super::phase::Phase;
use super::request::InvokeRequest;

/// An invocation that waits for the runtime.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) request: InvokeRequest,
    pub(super) request_id: String,
    pub(super) settled: oneshot::Sender<Settled>,
    pub(super) head: oneshot::Sender<StreamHead>,
}

impl Work {
    /// Ends it undelivered, for the function did not start.
    pub(super) fn turn_away(self, failure: &InitFailure) {
        let outcome = failure.outcome(&self.request_id);
        // The caller may have lost interest.
        let _ = self.settled.send(Settled::undelivered(outcome));
    }
}

/// An invocation that the runtime holds.
#[derive(Debug)]
pub(super) struct Running {
    /// Tells two deliveries of one request id apart.
    pub(super) number: u64,
    pub(super) delivery: Arc<Delivery>,
    pub(super) phase: Phase,
    pub(super) timer: Option<AbortHandle>,
    pub(super) head: Option<oneshot::Sender<StreamHead>>,
    delivered: Instant,
    settled: Option<oneshot::Sender<Settled>>,
}

impl Running {
    pub(super) fn new(
        number: u64,
        delivery: Arc<Delivery>,
        settled: oneshot::Sender<Settled>,
        head: oneshot::Sender<StreamHead>,
    ) -> Self {
        Self {
            number,
            delivery,
            phase: Phase::Running,
            timer: None,
            head: Some(head),
            delivered: Instant::now(),
            settled: Some(settled),
        }
    }

    /// Whether the caller has its outcome already.
    pub(super) fn is_settled(&self) -> bool {
        self.settled.is_none()
    }

    /// Gives the caller its outcome; the first one counts.
    pub(super) fn settle(&mut self, outcome: InvokeOutcome) {
        if let Some(timer) = self.timer.take() {
            timer.abort();
        }
        self.head = None;
        if let Some(settled) = self.settled.take() {
            let duration = Some(self.delivered.elapsed());
            // The caller may have lost interest; the function was invoked all the same.
            let _ = settled.send(Settled { outcome, duration });
        }
    }
}
