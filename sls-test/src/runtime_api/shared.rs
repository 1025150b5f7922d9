//! What the calls of the runtime and the test share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use sls_core::Clock;
use tokio::sync::{Notify, oneshot};

use super::delivery::Delivery;
use super::fault::Fault;
use super::machine::{Machine, Ticket};
use super::outcome::Invoked;
use super::record::Exchange;
use super::refusal::Refusal;
use super::request::InvokeRequest;
use super::work::Work;
use crate::Ids;

/// How the environment's invocations are described to it.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Ids,
    pub(super) function_arn: String,
    pub(super) timeout: Duration,
    pub(super) issues_invocation_ids: bool,
    pub(super) keeps_record: bool,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) settings: Settings,
    /// Told of each change of `machine`.
    changed: Notify,
    machine: Mutex<Machine>,
    next_faults: Mutex<VecDeque<Fault>>,
    answer_faults: Mutex<VecDeque<Fault>>,
    conversation: Mutex<Vec<Exchange>>,
}

impl Shared {
    pub(super) fn new(settings: Settings, machine: Machine) -> Self {
        Self {
            settings,
            changed: Notify::new(),
            machine: Mutex::new(machine),
            next_faults: Mutex::default(),
            answer_faults: Mutex::default(),
            conversation: Mutex::default(),
        }
    }

    pub(super) fn read<R>(&self, look: impl FnOnce(&Machine) -> R) -> R {
        look(&lock(&self.machine))
    }

    pub(super) fn change<R>(&self, act: impl FnOnce(&mut Machine) -> R) -> R {
        let result = act(&mut lock(&self.machine));
        self.changed.notify_waiters();
        result
    }

    /// Waits until `look` finds what it looks for.
    pub(super) async fn wait_for<R>(&self, mut look: impl FnMut(&mut Machine) -> Option<R>) -> R {
        loop {
            // Made before the look, so that a change right after the look is not missed.
            let changed = self.changed.notified();
            if let Some(found) = look(&mut lock(&self.machine)) {
                return found;
            }
            changed.await;
        }
    }

    pub(super) fn invoke(&self, request: InvokeRequest) -> Invoked {
        let request_id = request.known_request_id(&self.settings.ids);
        let (settled_tx, settled) = oneshot::channel();
        let (head_tx, head) = oneshot::channel();
        let work =
            Work { request, request_id: request_id.clone(), settled: settled_tx, head: head_tx };
        self.change(|machine| machine.enqueue(work));
        Invoked { request_id, settled, head }
    }

    /// Hands the next invocation to the holder of `ticket` and starts its clock.
    pub(super) async fn deliver(
        self: &Arc<Self>,
        ticket: &Ticket,
    ) -> Result<Arc<Delivery>, Refusal> {
        self.wait_for(|machine| match machine.take(ticket) {
            Ok(None) => None,
            Ok(Some(work)) => Some(Ok(self.hand_over(machine, work))),
            Err(refusal) => Some(Err(refusal)),
        })
        .await
    }

    fn hand_over(self: &Arc<Self>, machine: &mut Machine, work: Work) -> Arc<Delivery> {
        let Work { request, request_id, settled, head } = work;
        let settings = &self.settings;
        let now = settings.clock.now();
        let timeout = request.timeout.unwrap_or(settings.timeout);
        let delivery = Arc::new(Delivery {
            request_id,
            invocation_id: settings.issues_invocation_ids.then(|| settings.ids.uuid()),
            deadline: request.deadline.unwrap_or(now + timeout),
            timeout,
            function_arn: request.function_arn.unwrap_or_else(|| settings.function_arn.clone()),
            trace_id: request.trace_id.or_else(|| {
                let epoch = now.duration_since(SystemTime::UNIX_EPOCH);
                Some(settings.ids.trace_id(epoch.unwrap_or_default().as_secs()))
            }),
            client_context: request.client_context,
            identity: request.identity,
            tenant_id: request.tenant_id,
            content_type: request.content_type,
            payload: request.payload,
        });
        let number = machine.deliver(Arc::clone(&delivery), settled, head);
        let environment = Arc::downgrade(self);
        let timer = tokio::spawn(async move {
            tokio::time::sleep(timeout).await;
            if let Some(environment) = environment.upgrade() {
                environment.change(|machine| machine.time_out(number));
            }
        });
        machine.set_timer(number, timer.abort_handle());
        delivery
    }

    pub(super) fn fail_next(&self, fault: Fault) {
        lock(&self.next_faults).push_back(fault);
    }

    pub(super) fn fail_answer(&self, fault: Fault) {
        lock(&self.answer_faults).push_back(fault);
    }

    pub(super) fn next_fault(&self) -> Option<Fault> {
        lock(&self.next_faults).pop_front()
    }

    pub(super) fn answer_fault(&self) -> Option<Fault> {
        lock(&self.answer_faults).pop_front()
    }

    pub(super) fn record(&self, exchange: Exchange) {
        if self.settings.keeps_record {
            lock(&self.conversation).push(exchange);
        }
    }

    pub(super) fn conversation(&self) -> Vec<Exchange> {
        lock(&self.conversation).clone()
    }
}

/// Every critical section leaves its value whole, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
