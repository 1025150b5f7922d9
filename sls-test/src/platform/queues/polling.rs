//! What Lambda does with a queue: receive, collect, hand over, delete or leave, scale.
//!
//! (AWS Lambda developer guide, "Using Lambda with Amazon SQS", "Configuring scaling behavior for
//! SQS event source mappings" and "Handling errors for an SQS event source in Lambda".)

use std::time::Duration;

use serde_json::Value;

use super::poller::{Flight, State};
use super::{Due, Queues, Stored};
use crate::platform::batch_delivery::BatchDelivery;
use crate::platform::desk::Desk;
use crate::platform::outcome::Outcome;
use crate::platform::parcel::{Answer, Parcel, PartName, Request, Ticket};

impl Queues {
    /// Wakes whoever reads a queue when there is something in it.
    pub(super) fn wake_all(&mut self, queue: &str, desk: &mut Desk) {
        let readers = self.pollers.iter().filter(|(_, poller)| poller.queue == queue);
        let readers: Vec<_> = readers.map(|(number, _)| *number).collect();
        for mapping in readers {
            self.wake(mapping, desk);
        }
    }

    /// Puts a mapping on the agenda for when it can receive something, and else takes it off.
    pub(super) fn wake(&mut self, mapping: u64, desk: &mut Desk) {
        let Some(poller) = self.pollers.get_mut(&mapping) else { return };
        let reads = poller.state == State::Enabled && poller.has_room();
        let queue = self.queues.get_mut(&poller.queue).filter(|_| reads);
        let next = queue.and_then(|queue| queue.next_visible(desk.now()));
        if poller.wake.map(|moment| moment.at) == next {
            return;
        }
        if let Some(old) = poller.wake.take() {
            self.agenda.remove(old);
        }
        poller.wake = next.map(|at| desk.at(at, &mut self.agenda, Due::Poll { mapping }));
    }

    /// Receives what there is, as far as there is room for it.
    pub(super) fn poll(&mut self, mapping: u64, desk: &mut Desk) {
        loop {
            let Some(poller) = self.pollers.get(&mapping) else { return };
            if poller.state != State::Enabled || !poller.has_room() {
                break;
            }
            let Some(queue) = self.queues.get(&poller.queue) else { return };
            let hide = poller.hide(queue.settings.visibility_timeout, &desk.limits);
            let wanted = poller.settings.batch_size - poller.open.messages.len();
            let arn = poller.queue.clone();
            let messages = self.take(&arn, wanted.min(MOST_RECEIVED), hide, desk);
            let empty = messages.is_empty();
            for message in messages {
                self.collect(mapping, message, desk);
            }
            let Some(poller) = self.pollers.get(&mapping) else { return };
            let full = poller.open.messages.len() >= poller.settings.batch_size;
            // With a visibility timeout of zero there is always something to receive.
            if full || !poller.is_windowed() && (empty || hide.is_zero()) {
                self.close(mapping, desk);
            }
            if empty || hide.is_zero() {
                break;
            }
        }
        self.await_growth(mapping, desk);
        self.wake(mapping, desk);
    }

    /// Adds a message that passes the filters to the batch, or begins another one if the event would become too large.
    fn collect(&mut self, mapping: u64, message: Stored, desk: &mut Desk) {
        let Some(poller) = self.pollers.get(&mapping) else { return };
        let record = message.record(&desk.origin, &poller.queue, poller.is_windowed());
        if poller.filters.as_ref().is_some_and(|filters| !filters.matches(&readable(&record))) {
            let (id, receipt) = (&message.message_id, message.receipt.as_deref());
            desk.note(&poller.queue, || format!("{id} matches no filter and is deleted"));
            if let Some(queue) = self.queues.get_mut(&poller.queue) {
                queue.delete(receipt.unwrap_or_default(), desk.now());
            }
            return;
        }
        let record = record.to_string().into_bytes();
        let too_large = poller.open.size_with(&record) > desk.limits.payload;
        if too_large && !poller.open.messages.is_empty() {
            self.close(mapping, desk);
        }
        let Some(poller) = self.pollers.get_mut(&mapping) else { return };
        if poller.open.messages.is_empty() && poller.is_windowed() {
            let window = poller.window(&desk.limits);
            let closes = desk.after(window, &mut self.agenda, Due::Close { mapping });
            poller.open.closes = Some(closes);
        }
        poller.open.add(message, &record);
    }

    /// Hands over what was collected.
    pub(super) fn close(&mut self, mapping: u64, desk: &mut Desk) {
        let Some(poller) = self.pollers.get_mut(&mapping) else { return };
        if !poller.has_room() {
            poller.open.overdue = true;
            return;
        }
        let (payload, messages, closes) = poller.open.close();
        if let Some(moment) = closes {
            self.agenda.remove(moment);
        }
        // What was collected for a mapping that is gone comes back by itself.
        if messages.is_empty() || poller.state == State::Deleted {
            return;
        }
        poller.busy += 1;
        self.last_number += 1;
        let flight = Flight { mapping, messages, payload, throttles: 0 };
        self.flights.insert(self.last_number, flight);
        self.invoke(self.last_number, desk);
    }

    pub(super) fn invoke(&mut self, number: u64, desk: &mut Desk) {
        let Some(flight) = self.flights.get(&number) else { return };
        let Some(poller) = self.pollers.get(&flight.mapping) else { return };
        let request_id = desk.origin.ids.uuid();
        desk.note(&poller.queue, || {
            format!("{request_id} hands over {} messages", flight.messages.len())
        });
        desk.post(Parcel::Invoke(Request {
            function: poller.function.clone(),
            payload: flight.payload.clone(),
            request_id,
            client_context: None,
            tenant_id: None,
            ticket: Ticket { part: PartName::Queues, number },
        }));
    }

    /// Takes what came of a batch.
    pub(super) fn landed(&mut self, number: u64, answer: Answer, desk: &mut Desk) {
        let Some(mut flight) = self.flights.remove(&number) else { return };
        let Some(poller) = self.pollers.get_mut(&flight.mapping) else { return };
        let failed = flight.failed(&answer.outcome, poller.settings.reports);
        let ids = flight.ids();
        poller.deliveries.push(BatchDelivery {
            at: answer.started,
            ended: answer.ended,
            request_id: answer.request_id,
            failed: failed.iter().map(|&position| ids[position].clone()).collect(),
            records: ids,
            outcome: answer.outcome.clone(),
        });
        let refused = matches!(answer.outcome, Outcome::Throttled | Outcome::ServiceError);
        if refused || !answer.outcome.is_ok() && !poller.settings.reports {
            poller.shrink(&desk.limits);
        }
        if refused && poller.state != State::Deleted {
            flight.throttles += 1;
            let again = desk.now() + throttle_delay(flight.throttles, desk);
            if flight.hidden_until().is_some_and(|until| again < until) {
                self.flights.insert(number, flight);
                desk.at(again, &mut self.agenda, Due::Retry { flight: number });
                return;
            }
        }
        poller.busy -= 1;
        let (mapping, arn) = (flight.mapping, poller.queue.clone());
        let overdue = poller.open.overdue;
        if poller.state != State::Deleted {
            self.delete_all(&arn, &flight, &failed, desk);
        }
        if overdue {
            self.close(mapping, desk);
        }
        self.await_growth(mapping, desk);
        self.wake_all(&arn, desk);
    }

    /// Deletes what did not fail, but for messages that chance lets come again.
    fn delete_all(&mut self, arn: &str, flight: &Flight, failed: &[usize], desk: &mut Desk) {
        let Some(queue) = self.queues.get_mut(arn) else { return };
        let chance = queue.settings.duplicates_per_million;
        for (position, message) in flight.messages.iter().enumerate() {
            if failed.binary_search(&position).is_ok() {
                continue;
            }
            if !queue.settings.is_fifo() && desk.dice.happens(chance) {
                let id = &message.message_id;
                desk.note(arn, || format!("{id} was deleted and will come again"));
                continue;
            }
            let receipt = message.receipt.as_deref().unwrap_or_default();
            queue.delete(receipt, desk.now());
        }
    }

    /// Plans for more batches in flight if all that may be are, and messages wait.
    fn await_growth(&mut self, mapping: u64, desk: &mut Desk) {
        let backlog = self.has_backlog(mapping, desk);
        let Some(poller) = self.pollers.get_mut(&mapping) else { return };
        if backlog && !poller.scaling && poller.may_grow(&desk.limits) {
            poller.scaling = true;
            desk.after(MINUTE, &mut self.agenda, Due::Scale { mapping });
        } else if poller.busy == 0 && !backlog {
            poller.rest(&desk.limits);
        }
    }

    pub(super) fn scale(&mut self, mapping: u64, desk: &mut Desk) {
        let backlog = self.has_backlog(mapping, desk);
        let Some(poller) = self.pollers.get_mut(&mapping) else { return };
        poller.scaling = false;
        if backlog {
            poller.grow(&desk.limits);
            let (queue, capacity) = (&poller.queue, poller.capacity);
            desk.note(queue, || format!("up to {capacity} batches may be in flight"));
            self.poll(mapping, desk);
        }
    }

    fn has_backlog(&mut self, mapping: u64, desk: &Desk) -> bool {
        let Some(poller) = self.pollers.get(&mapping) else { return false };
        if poller.state != State::Enabled || poller.has_room() {
            return false;
        }
        let now = desk.now();
        let next = self.queues.get_mut(&poller.queue).and_then(|queue| queue.next_visible(now));
        next == Some(now)
    }
}

/// A record whose body is JSON instead of text, if that is what the text is.
fn readable(record: &Value) -> Value {
    let mut record = record.clone();
    let body = record["body"].as_str().and_then(|body| serde_json::from_str(body).ok());
    if let Some(body) = body {
        record["body"] = body;
    }
    record
}

/// How long Lambda waits after so many throttles in a row.
fn throttle_delay(throttles: u32, desk: &Desk) -> Duration {
    let factor = 1 << (throttles - 1).min(16);
    (desk.limits.sqs_throttle_delay * factor).min(desk.limits.sqs_throttle_delay_max)
}

/// How many messages one `ReceiveMessage` returns at most.
const MOST_RECEIVED: usize = 10;

const MINUTE: Duration = Duration::from_secs(60);
