//! Topics of Kafka clusters, and the mappings that read them.
//!
//! A mapping reads each partition in order and has one batch of it in flight; what fails comes again
//! from the offset where it failed, and the partition waits for it.
//! (AWS Lambda developer guide, "Using Lambda with Amazon MSK", "Using Lambda with self-managed
//! Apache Kafka" and "Configuring error handling controls for Kafka event sources".)

mod lane;
mod settings;
mod topic;

use std::collections::BTreeMap;

pub use self::settings::{KafkaMapping, KafkaTopicSettings};

use self::lane::{Flight, Lane, Mapping, State};
use self::topic::Topic;
use super::agenda::{Agenda, Moment};
use super::batch_delivery::BatchDelivery;
use super::desk::Desk;
use super::outcome::Outcome;
use super::parcel::{Answer, Parcel, PartName, Request, Ticket};
use super::part::Part;
use crate::cloud::batch::Batch;
use crate::event::{KafkaRecord, to_bytes};

/// Topics of Kafka clusters, and the mappings that read them.
#[derive(Debug, Default)]
pub(crate) struct Kafka {
    /// By name.
    topics: BTreeMap<String, Topic>,
    /// By number.
    mappings: BTreeMap<u64, Mapping>,
    /// By the number of the ticket.
    flights: BTreeMap<u64, Flight>,
    agenda: Agenda<Due>,
    last_number: u64,
}

/// A mapping hands over what there is of a partition.
#[derive(Debug)]
struct Due {
    mapping: u64,
    partition: u32,
}

impl Kafka {
    /// Adds a topic without records, also in place of an old one.
    pub(crate) fn create(&mut self, settings: KafkaTopicSettings, desk: &Desk) {
        let name = settings.name.clone();
        self.topics.insert(name, Topic::new(settings, &desk.origin));
    }

    /// Appends a record to its partition, and returns its offset.
    ///
    /// # Errors
    /// There is no such topic or partition.
    pub(crate) fn produce(
        &mut self,
        topic: &str,
        record: KafkaRecord,
        desk: &mut Desk,
    ) -> Result<u64, String> {
        let partition = record.partition_number();
        let Some(stored) = self.topics.get_mut(topic) else {
            return Err(format!("there is no topic {topic}"));
        };
        let offset = stored.append(record, &desk.origin)?;
        let readers = self.mappings.iter().filter(|(_, mapping)| mapping.topic == topic);
        let readers: Vec<_> = readers.map(|(number, _)| *number).collect();
        for mapping in readers {
            self.look(mapping, partition, desk);
        }
        Ok(offset)
    }

    /// The offset that the next record of a partition will have.
    pub(crate) fn end(&self, topic: &str, partition: u32) -> u64 {
        self.topics.get(topic).map_or(0, |topic| topic.end(partition))
    }

    /// Adds a mapping, and returns its number.
    ///
    /// # Errors
    /// Why Lambda refuses it.
    pub(crate) fn map(
        &mut self,
        topic: &str,
        function: &str,
        settings: KafkaMapping,
        desk: &mut Desk,
    ) -> Result<u64, String> {
        if let Some(problem) = settings.problem() {
            return Err(problem);
        }
        let Some(stored) = self.topics.get(topic) else {
            return Err(format!("there is no topic {topic}"));
        };
        let partitions = 0..stored.settings.partitions;
        let start = |partition| Lane::at(stored.start(partition, settings.start));
        let mapping = Mapping {
            topic: topic.to_owned(),
            function: function.to_owned(),
            enabled: true,
            lanes: partitions.map(start).collect(),
            deliveries: Vec::new(),
            settings,
        };
        self.last_number += 1;
        self.mappings.insert(self.last_number, mapping);
        self.look_everywhere(self.last_number, desk);
        Ok(self.last_number)
    }

    /// Lets a mapping read on, or stops it; what is in flight is finished.
    pub(crate) fn set_enabled(&mut self, mapping: u64, enabled: bool, desk: &mut Desk) {
        let Some(one) = self.mappings.get_mut(&mapping) else { return };
        one.enabled = enabled;
        if !enabled {
            for lane in &mut one.lanes {
                if let State::Collecting(moment) | State::Waiting(moment) = lane.state {
                    self.agenda.remove(moment);
                    lane.state = State::Idle;
                }
            }
        }
        self.look_everywhere(mapping, desk);
    }

    pub(crate) fn deliveries(&self, mapping: u64) -> &[BatchDelivery] {
        self.mappings.get(&mapping).map_or(&[], |mapping| &mapping.deliveries)
    }

    /// The offset of the first record of a partition that is not done.
    pub(crate) fn committed(&self, mapping: u64, partition: u32) -> u64 {
        let mapping = self.mappings.get(&mapping);
        let lane = mapping.and_then(|mapping| mapping.lanes.get(partition as usize));
        lane.map_or(0, |lane| lane.position)
    }

    fn look_everywhere(&mut self, mapping: u64, desk: &mut Desk) {
        let lanes = self.mappings.get(&mapping).map_or(0, |mapping| mapping.lanes.len() as u32);
        for partition in 0..lanes {
            self.look(mapping, partition, desk);
        }
    }

    /// Begins to collect what there is, and hands it over if that is a whole batch.
    fn look(&mut self, mapping: u64, partition: u32, desk: &mut Desk) {
        let Some(reader) = self.mappings.get_mut(&mapping).filter(|one| one.enabled) else {
            return;
        };
        let Some(topic) = self.topics.get(&reader.topic) else { return };
        let Some(lane) = reader.lanes.get_mut(partition as usize) else { return };
        let end = topic.end(partition);
        if end <= lane.position || matches!(lane.state, State::Flying | State::Waiting(_)) {
            return;
        }
        let (most, limit) = (reader.settings.batch_size, desk.limits.payload);
        let full = end - lane.position >= most
            || topic.batch_end(partition, lane.position, most, limit) < end;
        let due = Due { mapping, partition };
        match lane.state {
            State::Collecting(moment) if full => {
                self.agenda.remove(moment);
                self.hand_over(mapping, partition, desk);
            }
            State::Collecting(_) => {}
            // Retried batches and full ones do not wait for others.
            _ if full || lane.retry_to.is_some() => self.hand_over(mapping, partition, desk),
            _ => {
                let moment = desk.after(reader.settings.window, &mut self.agenda, due);
                lane.state = State::Collecting(moment);
            }
        }
    }

    fn hand_over(&mut self, mapping: u64, partition: u32, desk: &mut Desk) {
        let Some(reader) = self.mappings.get_mut(&mapping) else { return };
        let Some(topic) = self.topics.get(&reader.topic) else { return };
        let Some(lane) = reader.lanes.get_mut(partition as usize) else { return };
        let start = lane.position;
        let (most, limit) = (reader.settings.batch_size, desk.limits.payload);
        let end = topic.batch_end(partition, start, most, limit);
        let end = lane.retry_to.unwrap_or(end);
        lane.state = State::Flying;
        let records = topic.records(partition, start, end).iter().cloned();
        let event = topic.settings.event().records(records).build_in(&desk.origin);
        let (payload, batch) = (to_bytes(&event), Batch::of(&event));
        self.last_number += 1;
        let number = self.last_number;
        let request_id = desk.origin.ids.uuid();
        desk.note(&reader.topic, || {
            format!("{request_id} hands over {start} to {} of partition {partition}", end - 1)
        });
        desk.post(Parcel::Invoke(Request {
            function: reader.function.clone(),
            payload,
            request_id,
            client_context: None,
            tenant_id: None,
            ticket: Ticket { part: PartName::Kafka, number },
        }));
        let flight = Flight { mapping, partition, start, end, batch };
        self.flights.insert(number, flight);
    }

    /// Takes what came of a batch.
    fn landed(&mut self, number: u64, answer: Answer, desk: &mut Desk) {
        let Some(flight) = self.flights.remove(&number) else { return };
        let Flight { mapping, partition, start, end, .. } = flight;
        let Some(reader) = self.mappings.get_mut(&mapping) else { return };
        let failed_from = flight.failed_from(&answer.outcome, reader.settings.reports);
        let topic = &reader.topic;
        reader.deliveries.push(BatchDelivery {
            at: answer.started,
            ended: answer.ended,
            request_id: answer.request_id,
            records: flight.records(topic, start),
            failed: flight.records(topic, failed_from.unwrap_or(end)),
            outcome: answer.outcome.clone(),
        });
        let Some(lane) = reader.lanes.get_mut(partition as usize) else { return };
        lane.state = State::Idle;
        lane.advance(failed_from.unwrap_or(end));
        if failed_from.is_some() {
            lane.retry_to = Some(end);
            let refused = matches!(answer.outcome, Outcome::Throttled | Outcome::ServiceError);
            if !refused && lane.position == start {
                lane.failures += 1;
            }
            if reader.settings.maximum_retry_attempts.is_some_and(|most| lane.failures > most) {
                let from = lane.position;
                desk.note(topic, || {
                    format!("{from} to {} of partition {partition} are given up", end - 1)
                });
                lane.advance(end);
            } else if reader.enabled {
                let delay = lane.back_off(&desk.limits);
                let due = Due { mapping, partition };
                lane.state = State::Waiting(desk.after(delay, &mut self.agenda, due));
            }
        }
        self.look(mapping, partition, desk);
    }
}

impl Part for Kafka {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        if let Some(Due { mapping, partition }) = self.agenda.pop() {
            self.hand_over(mapping, partition, desk);
        }
    }

    fn answered(&mut self, number: u64, answer: Answer, desk: &mut Desk) {
        self.landed(number, answer, desk);
    }
}
