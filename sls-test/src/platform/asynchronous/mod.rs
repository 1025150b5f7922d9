//! Events that were handed to Lambda with `Invoke` and `Event`, on their way to their function.
//!
//! (AWS Lambda developer guide, "How Lambda handles errors and retries with asynchronous
//! invocation".)

mod record;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use self::record::{Condition, Report};
use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::destination::{self, Fate};
use super::lambda::{Function, check_json, no_payload};
use super::parcel::{Answer, Parcel, PartName, Request, Ticket};
use super::part::Part;
use super::{Limits, Outcome};

/// Events that were handed to Lambda with `Invoke` and `Event`, on their way to their function.
#[derive(Debug, Default)]
pub(crate) struct Asynchronous {
    agenda: Agenda<Due>,
    events: BTreeMap<u64, Event>,
    /// How many functions an event has behind it that comes from one, by its request id.
    hops: BTreeMap<String, u32>,
    last: u64,
}

#[derive(Debug)]
enum Due {
    Attempt(u64),
}

/// One event, until it has succeeded or is given up.
#[derive(Debug)]
struct Event {
    settings: Arc<Function>,
    /// The ARN it was sent to, with the qualifier if there was one.
    function: String,
    payload: Bytes,
    request_id: String,
    accepted: SystemTime,
    /// How often the function ran and failed.
    failures: u32,
    /// How often it did not run at all since it last did.
    refusals: u32,
    /// What the function made of it last.
    outcome: Option<Outcome>,
    /// When that was.
    ended: SystemTime,
    hops: u32,
}

impl Asynchronous {
    /// Takes an event for a function; it is answered 202 and runs at the same time.
    pub(crate) fn accept(
        &mut self,
        settings: Arc<Function>,
        function: String,
        payload: Bytes,
        request_id: String,
        desk: &mut Desk,
    ) {
        let hops = self.hops.remove(&request_id).unwrap_or_default();
        let payload = if payload.is_empty() { no_payload() } else { payload };
        if let Err(refusal) = check(&payload, &desk.limits) {
            return desk.note(&settings.name, || format!("{request_id} is refused: {refusal}"));
        }
        let stopped = settings.reserved_concurrency == Some(0);
        let event = Event {
            settings,
            function,
            payload,
            request_id,
            accepted: desk.now(),
            failures: 0,
            refusals: 0,
            outcome: None,
            ended: desk.now(),
            hops,
        };
        if stopped {
            return self.give_up(&event, Condition::ZeroReservedConcurrency, desk);
        }
        if hops >= desk.limits.recursion {
            let text = || format!("{} is dropped: functions call each other", event.request_id);
            return desk.note(&event.settings.name, text);
        }
        self.last += 1;
        self.events.insert(self.last, event);
        self.attempt(self.last, desk);
    }

    fn attempt(&mut self, number: u64, desk: &mut Desk) {
        let Some(event) = self.events.get(&number) else { return };
        desk.post(Parcel::Invoke(Request {
            function: event.function.clone(),
            payload: event.payload.clone(),
            request_id: event.request_id.clone(),
            client_context: None,
            tenant_id: None,
            ticket: Ticket { part: PartName::Asynchronous, number },
        }));
    }

    fn succeed(&mut self, event: &Event, desk: &mut Desk) {
        if let Some(to) = &event.settings.asynchronous.on_success {
            self.report(event, Condition::Success, to, desk);
        }
    }

    fn give_up(&mut self, event: &Event, condition: Condition, desk: &mut Desk) {
        let Event { settings, request_id, failures, .. } = event;
        desk.note(&settings.name, || {
            format!("{request_id} is given up: {condition:?} after {failures} failures")
        });
        if let Some(to) = &settings.asynchronous.dead_letter_queue {
            record::dead_letter(event, to, desk);
        }
        if let Some(to) = &settings.asynchronous.on_failure {
            self.report(event, condition, to, desk);
        }
    }

    fn report(&mut self, event: &Event, condition: Condition, to: &str, desk: &mut Desk) {
        let report = Report { event, condition, at: desk.now() };
        let fate = if condition == Condition::Success { Fate::Success } else { Fate::Failure };
        let body = report.fitting(destination::limit(to, &desk.limits));
        match destination::service(to) {
            "lambda" => {
                let request_id = desk.origin.ids.uuid();
                self.hops.insert(request_id.clone(), event.hops + 1);
                let (function, payload) = (to.to_owned(), body.into());
                desk.post(Parcel::InvokeAsync { function, payload, request_id });
            }
            "s3" => {
                let key = record::object_key(&event.settings.name, desk);
                desk.post(Parcel::PutObject { bucket: to.to_owned(), key, body: body.into() });
            }
            _ => destination::send_text(desk, to, body, &report.function(), fate),
        }
    }
}

impl Part for Asynchronous {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        if let Some(Due::Attempt(number)) = self.agenda.pop() {
            self.attempt(number, desk);
        }
    }

    fn answered(&mut self, number: u64, answer: Answer, desk: &mut Desk) {
        let Some(mut event) = self.events.remove(&number) else { return };
        event.ended = answer.ended;
        let delay = match answer.outcome {
            Outcome::Throttled | Outcome::ServiceError => {
                let delay = backoff(event.refusals, &desk.limits);
                event.refusals += 1;
                delay
            }
            Outcome::Reply(_) => {
                event.outcome = Some(answer.outcome);
                return self.succeed(&event, desk);
            }
            outcome => {
                event.outcome = Some(outcome);
                event.refusals = 0;
                event.failures += 1;
                if event.failures > event.settings.asynchronous.maximum_retry_attempts {
                    return self.give_up(&event, Condition::RetriesExhausted, desk);
                }
                retry_delay(event.failures, &desk.limits)
            }
        };
        // Lambda looks ahead: it does not wait for a retry that would come too late.
        let expires = event.accepted + event.settings.asynchronous.maximum_event_age;
        if desk.now() + delay >= expires {
            return self.give_up(&event, Condition::EventAgeExceeded, desk);
        }
        self.events.insert(number, event);
        desk.after(delay, &mut self.agenda, Due::Attempt(number));
    }
}

/// What `Invoke` with `Event` says to a payload that it does not take.
pub(crate) fn check(payload: &[u8], limits: &Limits) -> Result<(), String> {
    if payload.len() > limits.async_payload {
        let (length, limit) = (payload.len(), limits.async_payload);
        return Err(format!(
            "RequestTooLargeException: the event has {length} bytes, and asynchronous invocations \
             take up to {limit}"
        ));
    }
    check_json(payload)
}

fn retry_delay(failures: u32, limits: &Limits) -> Duration {
    let delays = &limits.async_retry_delays;
    let position = (failures as usize).saturating_sub(1);
    delays.get(position).or(delays.last()).copied().unwrap_or_default()
}

fn backoff(refusals: u32, limits: &Limits) -> Duration {
    let factor = 1_u32.checked_shl(refusals).unwrap_or(u32::MAX);
    limits.async_throttle_delay.saturating_mul(factor).min(limits.async_throttle_delay_max)
}
