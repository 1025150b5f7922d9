//! What a part of the platform works with while it is its turn.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, SystemTime};

use super::agenda::{Agenda, Moment};
use super::dice::Dice;
use super::faults::{Fault, Injected, Injector};
use super::history::History;
use super::lambda::unqualified;
use super::parcel::{Answer, Parcel, Request, Ticket};
use super::{Limits, Outcome};
use crate::event::Origin;

/// The time, the identifiers, the dice, the limits and the post of one world.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Region, account and identifiers; its time is the world's.
    pub(crate) origin: Origin,
    pub(crate) dice: Dice,
    pub(crate) limits: Limits,
    pub(crate) history: History,
    /// The ARNs of all functions.
    functions: BTreeSet<String>,
    pub(crate) faults: Injector,
    /// With whether faults may still happen to it.
    outbox: VecDeque<(Parcel, bool)>,
    order: u64,
}

impl Desk {
    pub(super) fn new(origin: Origin, dice: Dice, limits: Limits) -> Self {
        Self {
            origin,
            dice,
            limits,
            history: History::default(),
            functions: BTreeSet::new(),
            faults: Injector::default(),
            outbox: VecDeque::new(),
            order: 0,
        }
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.origin.now
    }

    pub(super) fn set_now(&mut self, now: SystemTime) {
        debug_assert!(now >= self.origin.now, "time goes forward");
        self.origin.now = now;
    }

    /// Puts something on a part's agenda, after whatever is there for the same time.
    pub(crate) fn at<T>(&mut self, at: SystemTime, agenda: &mut Agenda<T>, what: T) -> Moment {
        self.order += 1;
        let moment = Moment { at: at.max(self.now()), order: self.order };
        agenda.add(moment, what);
        moment
    }

    /// As [`at`](Self::at), so long from now.
    pub(crate) fn after<T>(&mut self, delay: Duration, agenda: &mut Agenda<T>, what: T) -> Moment {
        self.at(self.now() + delay, agenda, what)
    }

    /// Whether there is a function with this ARN, with or without a qualifier.
    pub(crate) fn knows_function(&self, arn: &str) -> bool {
        self.functions.contains(unqualified(arn))
    }

    pub(super) fn learn_function(&mut self, arn: &str) {
        self.functions.insert(arn.to_owned());
    }

    /// Hands a parcel on; it is delivered when the part's turn is over, at the same time.
    pub(crate) fn post(&mut self, parcel: Parcel) {
        self.outbox.push_back((parcel, true));
    }

    /// As [`post`](Self::post), for what a fault has held up already.
    pub(super) fn post_untouched(&mut self, parcel: Parcel) {
        self.outbox.push_back((parcel, false));
    }

    /// Asks for an invocation with a fresh request id, which is returned.
    pub(crate) fn invoke(
        &mut self,
        function: impl Into<String>,
        payload: impl Into<bytes::Bytes>,
        ticket: Ticket,
    ) -> String {
        let request_id = self.origin.ids.uuid();
        self.post(Parcel::Invoke(Request {
            function: function.into(),
            payload: payload.into(),
            request_id: request_id.clone(),
            client_context: None,
            tenant_id: None,
            ticket,
        }));
        request_id
    }

    /// Answers a request that never ran.
    pub(crate) fn refuse(&mut self, request: &Request, outcome: Outcome) {
        let now = self.now();
        let request_id = request.request_id.clone();
        let answer = Answer { request_id, outcome, started: now, ended: now, environment: 0 };
        self.post(Parcel::Answered(request.ticket, answer));
    }

    /// Notes what happened, for people; the text is only made if it is kept.
    pub(crate) fn note(&mut self, subject: &str, event: impl FnOnce() -> String) {
        let now = self.now();
        self.history.note(now, subject, event);
    }

    /// What goes wrong with an invocation that is about to begin.
    pub(super) fn fault_of_invocation(&mut self, name: &str, request_id: &str) -> Option<Fault> {
        let injected = self.faults.of_invocation(self.origin.now, name, request_id)?;
        Some(noted(&mut self.history, injected, request_id))
    }

    /// What goes wrong with an event on its way.
    pub(super) fn fault_of_event(&mut self, name: &str, request_id: &str) -> Option<Fault> {
        let injected = self.faults.of_event(self.origin.now, name)?;
        Some(noted(&mut self.history, injected, request_id))
    }

    pub(super) fn take_parcel(&mut self) -> Option<(Parcel, bool)> {
        self.outbox.pop_front()
    }
}

fn noted(history: &mut History, injected: &Injected, request_id: &str) -> Fault {
    let Injected { number, at, function, fault } = injected;
    history.note(*at, function, || format!("{request_id} fault {number}: {fault}"));
    *fault
}
