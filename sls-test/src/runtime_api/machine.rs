//! The state machine behind the Runtime API; no IO and no clock in here.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::api::InitFailure;
use super::delivery::Delivery;
use super::extension::{Extensions, Refused};
use super::outcome::{Exit, InvokeOutcome, Settled, StreamHead};
use super::phase::Phase;
use super::refusal::Refusal;
use super::work::{Running, Work};

/// What an environment is allowed to do; fixed for its life.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// How many invocations the runtime may hold at once.
    pub(super) concurrency: usize,
    pub(super) on_timeout: OnTimeout,
    pub(super) snap_start: bool,
}

/// What happens to the process when its invocation times out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnTimeout {
    /// It lives on; its late answer is turned down with 410.
    KeepRunning,
    /// It is killed; whatever comes from it later is unknown.
    Reset,
}

/// The right of one call of `/next` or `/restore/next` to wait, until the environment is reset.
#[derive(Debug)]
pub(super) struct Ticket {
    generation: u64,
    before: Phase,
}

/// What a call of `/next` does.
#[derive(Debug)]
pub(super) enum Next {
    /// The event in hand was not answered yet: it is delivered once more.
    Again(Arc<Delivery>),
    Wait(Ticket),
}

/// One execution environment as the Runtime API sees it.
#[derive(Debug)]
pub(super) struct Machine {
    rules: Rules,
    /// The state while no invocation is held; with one at a time, a held one has its own.
    phase: Phase,
    /// Grows with each reset, so that a call that waited through it gets nothing.
    generation: u64,
    issued: u64,
    idle: usize,
    queue: VecDeque<Work>,
    running: Vec<Running>,
    timed_out: VecDeque<String>,
    failure: Option<InitFailure>,
    restored: bool,
    extensions: Extensions,
}

impl Machine {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            phase: Phase::Started,
            generation: 0,
            issued: 0,
            idle: 0,
            queue: VecDeque::new(),
            running: Vec::new(),
            timed_out: VecDeque::new(),
            failure: None,
            restored: false,
            extensions: Extensions::default(),
        }
    }

    pub(super) fn enqueue(&mut self, work: Work) {
        match &self.failure {
            Some(failure) => work.turn_away(failure),
            None => self.queue.push_back(work),
        }
    }

    pub(super) fn next(&mut self) -> Result<Next, Refusal> {
        if self.rules.concurrency > 1 {
            return self.next_of_many();
        }
        match (self.phase(), self.running.first()) {
            (Phase::Running, Some(running)) => Ok(Next::Again(Arc::clone(&running.delivery))),
            (before @ (Phase::Started | Phase::Restoring | Phase::ResponseSent), _) => {
                self.running.clear();
                self.phase = Phase::Ready;
                Ok(Next::Wait(self.ticket(before)))
            }
            (from, _) => Err(Refusal::InvalidTransition { from, to: Phase::Ready }),
        }
    }

    fn next_of_many(&mut self) -> Result<Next, Refusal> {
        match self.phase {
            Phase::Ready if self.idle >= self.rules.concurrency => {
                Err(Refusal::TooManyIdle { limit: self.rules.concurrency })
            }
            before @ (Phase::Started | Phase::Restoring | Phase::Ready) => {
                self.idle += 1;
                self.phase = Phase::Ready;
                Ok(Next::Wait(self.ticket(before)))
            }
            from => Err(Refusal::InvalidTransition { from, to: Phase::Ready }),
        }
    }

    /// The next invocation for the holder of `ticket`, if there is one.
    pub(super) fn take(&mut self, ticket: &Ticket) -> Result<Option<Work>, Refusal> {
        if ticket.generation != self.generation {
            return Err(Refusal::Reset);
        }
        // The start is not over before every extension has asked for its first event as well.
        Ok(if self.extensions.are_ready() { self.queue.pop_front() } else { None })
    }

    /// Notes that `delivery` is now with the runtime; gives its number.
    pub(super) fn deliver(
        &mut self,
        delivery: Arc<Delivery>,
        settled: oneshot::Sender<Settled>,
        head: oneshot::Sender<StreamHead>,
    ) -> u64 {
        self.idle = self.idle.saturating_sub(1);
        self.issued += 1;
        self.running.push(Running::new(self.issued, delivery, settled, head));
        self.issued
    }

    pub(super) fn set_timer(&mut self, number: u64, timer: AbortHandle) {
        match self.find(number) {
            Some(running) => running.timer = Some(timer),
            None => timer.abort(),
        }
    }

    /// Takes back the right to wait of a caller that went away.
    pub(super) fn leave(&mut self, ticket: &Ticket) {
        if ticket.generation == self.generation {
            self.idle = self.idle.saturating_sub(1);
            if self.idle == 0 && self.running.is_empty() {
                self.phase = ticket.before;
            }
        }
    }

    /// Begins the answer to an invocation; gives the number of the delivery that it answers.
    pub(super) fn begin_answer(
        &mut self,
        request_id: &str,
        invocation_id: Option<&str>,
        to: Phase,
    ) -> Result<u64, Refusal> {
        let held = self.running.iter_mut().find(|held| held.delivery.request_id == request_id);
        let Some(running) = held else {
            return Err(self.refuse_unknown(request_id));
        };
        // A runtime from before July 2026 does not echo the id at all, and Lambda still serves it.
        let issued = running.delivery.invocation_id.as_deref();
        if invocation_id.is_some() && issued.is_some() && invocation_id != issued {
            return Err(Refusal::InvokeTimeout);
        }
        if running.phase != Phase::Running {
            return Err(Refusal::InvalidTransition { from: running.phase, to });
        }
        running.phase = to;
        Ok(running.number)
    }

    /// Hands out the start of a streamed answer.
    pub(super) fn begin_stream(&mut self, number: u64, head: StreamHead) {
        if let Some(waiting) = self.find(number).and_then(|running| running.head.take()) {
            let _ = waiting.send(head);
        }
    }

    /// Settles an invocation whose answer was refused for its mode; the runtime stays stuck in it.
    pub(super) fn settle_stuck(&mut self, number: u64, outcome: InvokeOutcome) {
        if let Some(running) = self.find(number) {
            running.settle(outcome);
        }
    }

    /// Ends the answer that `begin_answer` began.
    pub(super) fn end_answer(
        &mut self,
        number: u64,
        request_id: &str,
        outcome: InvokeOutcome,
    ) -> Result<(), Refusal> {
        let one_at_a_time = self.rules.concurrency == 1;
        let Some(running) = self.find(number) else {
            // It timed out while the answer came in.
            return Err(match self.rules.on_timeout {
                OnTimeout::KeepRunning => self.refuse_unknown(request_id),
                OnTimeout::Reset => Refusal::Reset,
            });
        };
        running.settle(outcome);
        running.phase = Phase::ResponseSent;
        if !one_at_a_time {
            self.running.retain(|running| running.number != number);
        }
        Ok(())
    }

    pub(super) fn time_out(&mut self, number: u64) {
        let Some(running) = self.find(number) else { return };
        if running.is_settled() {
            return;
        }
        let delivery = Arc::clone(&running.delivery);
        running.settle(InvokeOutcome::timed_out(&delivery.request_id, delivery.timeout));
        self.running.retain(|running| running.number != number);
        match self.rules.on_timeout {
            OnTimeout::Reset => self.reset(),
            OnTimeout::KeepRunning => {
                if self.rules.concurrency == 1 {
                    self.phase = Phase::ResponseSent;
                }
                self.timed_out.push_back(delivery.request_id.clone());
                if self.timed_out.len() > LATE_ID_CACHE {
                    self.timed_out.pop_front();
                }
            }
        }
    }

    pub(super) fn init_error(
        &mut self,
        error_type: String,
        reported_type: Option<String>,
        payload: Bytes,
    ) -> Result<(), Refusal> {
        self.fail_to_start(
            (Phase::Started, Phase::InitError),
            InitFailure::Reported { error_type, reported_type, payload },
        )
    }

    pub(super) fn restore_error(
        &mut self,
        error_type: String,
        reported_type: Option<String>,
        payload: Bytes,
    ) -> Result<(), Refusal> {
        self.fail_to_start(
            (Phase::Restoring, Phase::RestoreError),
            InitFailure::Reported { error_type, reported_type, payload },
        )
    }

    fn fail_to_start(
        &mut self,
        (from, to): (Phase, Phase),
        failure: InitFailure,
    ) -> Result<(), Refusal> {
        let phase = self.phase();
        if phase != from {
            return Err(Refusal::InvalidTransition { from: phase, to });
        }
        self.phase = to;
        for work in self.queue.drain(..) {
            work.turn_away(&failure);
        }
        self.failure = Some(failure);
        Ok(())
    }

    pub(super) fn restore_next(&mut self) -> Result<Ticket, Refusal> {
        let from = self.phase();
        if from != Phase::Started {
            return Err(Refusal::InvalidTransition { from, to: Phase::RestoreReady });
        }
        self.phase = Phase::RestoreReady;
        if self.restored {
            self.restore();
        }
        Ok(self.ticket(Phase::Started))
    }

    pub(super) fn restore(&mut self) {
        self.restored = true;
        if self.phase == Phase::RestoreReady {
            self.phase = Phase::Restoring;
        }
    }

    /// Whether the snapshot that the holder of `ticket` waits in was restored.
    pub(super) fn is_restored(&self, ticket: &Ticket) -> Result<bool, Refusal> {
        if ticket.generation != self.generation {
            return Err(Refusal::Reset);
        }
        Ok(self.phase == Phase::Restoring)
    }

    /// Notes that the process is gone.
    pub(super) fn exited(&mut self, exit: Exit) {
        for running in &mut self.running {
            running.settle(InvokeOutcome::exited(&running.delivery.request_id, exit));
        }
        // What the runtime said about its end says more than the end itself.
        let failure = self.failure.take().unwrap_or(InitFailure::Exited(exit));
        for work in self.queue.drain(..) {
            work.turn_away(&failure);
        }
        let phase = self.phase;
        self.reset();
        if phase == Phase::InitError {
            self.phase = phase;
        }
        self.failure = Some(failure);
    }

    pub(super) fn register(&mut self, name: &str, id: String) -> Result<(), Refused> {
        let open = self.phase() == Phase::Started;
        self.extensions.register(name, id, open)
    }

    pub(super) fn extension_ready(&mut self, id: &str) -> Result<(), Refused> {
        self.extensions.set_ready(id)
    }

    pub(super) fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// A new process takes the place of the old one.
    pub(super) fn reset(&mut self) {
        for running in &mut self.running {
            let killed = InvokeOutcome::exited(&running.delivery.request_id, Exit::Signal(9));
            running.settle(killed);
        }
        self.running.clear();
        self.phase = Phase::Started;
        self.generation += 1;
        self.idle = 0;
        self.failure = None;
        self.extensions = Extensions::default();
    }

    /// How the start ended, if it did.
    pub(super) fn startup(&self) -> Option<Result<(), InitFailure>> {
        match (&self.failure, self.phase()) {
            (Some(failure), _) => Some(Err(failure.clone())),
            (None, Phase::Started | Phase::RestoreReady | Phase::Restoring) => None,
            (None, _) if !self.extensions.are_ready() => None,
            (None, _) => Some(Ok(())),
        }
    }

    pub(super) fn is_snapshot_ready(&self) -> bool {
        self.phase == Phase::RestoreReady
    }

    pub(super) fn queued(&self) -> usize {
        self.queue.len()
    }

    fn phase(&self) -> Phase {
        match self.running.first() {
            Some(running) if self.rules.concurrency == 1 => running.phase,
            _ => self.phase,
        }
    }

    fn ticket(&self, before: Phase) -> Ticket {
        Ticket { generation: self.generation, before }
    }

    fn find(&mut self, number: u64) -> Option<&mut Running> {
        self.running.iter_mut().find(|running| running.number == number)
    }

    /// The refusal of an answer whose invocation is not held: gone is told once, then forgotten.
    fn refuse_unknown(&mut self, request_id: &str) -> Refusal {
        match self.timed_out.iter().position(|id| id == request_id) {
            Some(position) => {
                self.timed_out.remove(position);
                Refusal::InvokeTimeout
            }
            None => Refusal::InvalidRequestId,
        }
    }
}

/// How many timed-out invocations Lambda remembers.
const LATE_ID_CACHE: usize = 1000;
