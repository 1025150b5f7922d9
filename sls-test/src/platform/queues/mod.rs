//! Queues, and the mappings that read them.
//!
//! (AWS Lambda developer guide, "Using Lambda with Amazon SQS"; Amazon SQS developer guide.)
//! [`queue`] is the service that keeps messages, [`poller`] is what Lambda knows of a mapping, and
//! [`polling`] is what Lambda does.

mod fifo;
mod mapping;
mod message;
mod poller;
mod polling;
mod queue;
mod settings;

use std::collections::BTreeMap;
use std::time::Duration;

pub use self::mapping::QueueMapping;
pub use self::message::{MessageState, QueueMessage};
pub use self::settings::QueueSettings;

use self::message::Stored;
use self::poller::{Flight, Poller, State};
use self::queue::Queue;
use super::agenda::{Agenda, Moment};
use super::batch_delivery::BatchDelivery;
use super::desk::Desk;
use super::parcel::{Answer, Message, Parcel};
use super::part::Part;

/// Queues, and the mappings that read them.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    /// By ARN.
    queues: BTreeMap<String, Queue>,
    /// By number.
    pollers: BTreeMap<u64, Poller>,
    /// By the number of the ticket.
    flights: BTreeMap<u64, Flight>,
    agenda: Agenda<Due>,
    last_number: u64,
}

#[derive(Debug)]
enum Due {
    /// The window of a mapping is over.
    Close { mapping: u64 },
    /// A mapping looks into its queue.
    Poll { mapping: u64 },
    /// A batch that was throttled is tried again.
    Retry { flight: u64 },
    /// A mapping may have more batches in flight.
    Scale { mapping: u64 },
}

impl Queues {
    /// Adds a queue, or changes the settings of one.
    ///
    /// # Errors
    /// Why SQS refuses it.
    pub(crate) fn create(&mut self, arn: &str, settings: QueueSettings) -> Result<(), String> {
        if let Some(problem) = settings.problem() {
            return Err(problem);
        }
        match self.queues.get_mut(arn) {
            Some(queue) => queue.settings = settings,
            None => drop(self.queues.insert(arn.to_owned(), Queue::new(arn.to_owned(), settings))),
        }
        Ok(())
    }

    /// Takes a message, and returns its id.
    ///
    /// # Errors
    /// Why SQS refuses it.
    pub(crate) fn send(
        &mut self,
        arn: &str,
        message: Message,
        desk: &mut Desk,
    ) -> Result<String, String> {
        let Some(queue) = self.queues.get_mut(arn) else {
            return Err(format!("there is no queue {arn}"));
        };
        let sent = queue.send(message, desk)?;
        desk.note(arn, || format!("{sent} was sent"));
        self.wake_all(arn, desk);
        Ok(sent)
    }

    /// Receives as a client does.
    pub(crate) fn receive_messages(
        &mut self,
        arn: &str,
        most: usize,
        desk: &mut Desk,
    ) -> Vec<QueueMessage> {
        let Some(queue) = self.queues.get(arn) else { return Vec::new() };
        let hide = queue.settings.visibility_timeout;
        let now = desk.now();
        let received = self.take(arn, most, hide, desk);
        self.wake_all(arn, desk);
        received.iter().map(|message| message.view(now)).collect()
    }

    /// Deletes as a client does.
    pub(crate) fn delete(&mut self, arn: &str, receipt: &str, desk: &mut Desk) -> bool {
        let now = desk.now();
        let queue = self.queues.get_mut(arn);
        let deleted = queue.is_some_and(|queue| queue.delete(receipt, now));
        self.wake_all(arn, desk);
        deleted
    }

    /// Changes how long a received message is hidden, as a client does.
    pub(crate) fn change_visibility(
        &mut self,
        arn: &str,
        receipt: &str,
        timeout: Duration,
        desk: &mut Desk,
    ) -> bool {
        let now = desk.now();
        let queue = self.queues.get_mut(arn);
        let changed = queue.is_some_and(|queue| queue.change_visibility(receipt, timeout, now));
        self.wake_all(arn, desk);
        changed
    }

    pub(crate) fn purge(&mut self, arn: &str) {
        self.queues.get_mut(arn).into_iter().for_each(Queue::purge);
    }

    /// What is in a queue.
    pub(crate) fn messages(&self, arn: &str, desk: &Desk) -> Vec<QueueMessage> {
        self.queues.get(arn).map(|queue| queue.messages(desk.now())).unwrap_or_default()
    }

    /// Adds a mapping, and returns its number.
    ///
    /// # Errors
    /// Why Lambda refuses it.
    pub(crate) fn map(
        &mut self,
        arn: &str,
        function: &str,
        function_timeout: Duration,
        settings: QueueMapping,
        desk: &mut Desk,
    ) -> Result<u64, String> {
        let Some(queue) = self.queues.get(arn) else {
            return Err(format!("there is no queue {arn}"));
        };
        if let Some(problem) = settings.problem(&queue.settings, function_timeout) {
            return Err(problem);
        }
        let filters = settings.filters()?;
        self.last_number += 1;
        let (queue, function) = (arn.to_owned(), function.to_owned());
        let poller =
            Poller::new(queue, function, function_timeout, settings, filters, &desk.limits);
        self.pollers.insert(self.last_number, poller);
        self.wake_all(arn, desk);
        Ok(self.last_number)
    }

    /// Lets a mapping read on.
    pub(crate) fn enable(&mut self, mapping: u64, desk: &mut Desk) {
        self.set_state(mapping, State::Enabled, desk);
    }

    /// Stops a mapping from reading; what is in flight is finished.
    pub(crate) fn disable(&mut self, mapping: u64, desk: &mut Desk) {
        self.set_state(mapping, State::Disabled, desk);
    }

    /// Ends a mapping; what is in flight comes back to the queue.
    pub(crate) fn unmap(&mut self, mapping: u64, desk: &mut Desk) {
        self.set_state(mapping, State::Deleted, desk);
    }

    pub(crate) fn deliveries(&self, mapping: u64) -> &[BatchDelivery] {
        self.pollers.get(&mapping).map_or(&[], |poller| &poller.deliveries)
    }

    /// How many batches a mapping may have in flight.
    pub(crate) fn capacity(&self, mapping: u64) -> u32 {
        self.pollers.get(&mapping).map_or(0, |poller| poller.capacity)
    }

    fn set_state(&mut self, mapping: u64, state: State, desk: &mut Desk) {
        let Some(poller) = self.pollers.get_mut(&mapping) else { return };
        if poller.state == State::Deleted {
            return;
        }
        poller.state = state;
        self.wake(mapping, desk);
    }

    /// Receives messages, and carries what is given up to the dead-letter queue.
    fn take(&mut self, arn: &str, most: usize, hide: Duration, desk: &mut Desk) -> Vec<Stored> {
        let known = |queue: &Queue| {
            let redrive = queue.settings.redrive.clone()?;
            self.queues.contains_key(&redrive.target).then_some(redrive)
        };
        let redrive = self.queues.get(arn).and_then(known);
        let Some(queue) = self.queues.get_mut(arn) else { return Vec::new() };
        let limit = redrive.as_ref().map(|redrive| redrive.max_receive_count);
        let received = queue.receive(most, hide, limit, desk);
        if let Some(redrive) = redrive.filter(|_| !received.dead.is_empty()) {
            for dead in received.dead {
                let id = &dead.message_id;
                desk.note(arn, || format!("{id} goes to {}", redrive.target));
                if let Some(queue) = self.queues.get_mut(&redrive.target) {
                    queue.take_over(dead, arn, desk.now());
                }
            }
            self.wake_all(&redrive.target, desk);
        }
        received.messages
    }
}

impl Part for Queues {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        match self.agenda.pop() {
            None => {}
            Some(Due::Close { mapping }) => self.close(mapping, desk),
            Some(Due::Poll { mapping }) => {
                if let Some(poller) = self.pollers.get_mut(&mapping) {
                    poller.wake = None;
                }
                self.poll(mapping, desk);
            }
            Some(Due::Retry { flight }) => self.invoke(flight, desk),
            Some(Due::Scale { mapping }) => self.scale(mapping, desk),
        }
    }

    fn answered(&mut self, number: u64, answer: Answer, desk: &mut Desk) {
        self.landed(number, answer, desk);
    }

    fn receive(&mut self, parcel: Parcel, desk: &mut Desk) {
        if let Parcel::SendMessage { queue, message } = parcel
            && let Err(why) = self.send(&queue, message, desk)
        {
            desk.note(&queue, || format!("a message is refused: {why}"));
        }
    }
}
