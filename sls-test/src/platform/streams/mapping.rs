//! A mapping: what it is made of, and whose turn it is in it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Due;
use super::delivery::{DiscardReason, Log};
use super::lane::Item;
use super::reader::Reader;
use super::settings::{StartingPosition, StreamMapping};
use super::source::{Kind, Source};
use super::verdict::Reading;
use crate::platform::Limits;
use crate::platform::agenda::Agenda;
use crate::platform::desk::Desk;
use crate::platform::pattern::Filters;

/// A stream and the function that gets its records.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(super) config: Config,
    pub(super) log: Log,
    readers: Vec<Reader>,
    enabled: bool,
}

/// What does not change about a mapping.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) number: u64,
    pub(super) uuid: String,
    /// For people.
    pub(super) name: String,
    pub(super) stream: Arc<str>,
    /// The ARN in events: the consumer's, if there is one.
    pub(super) event_source: String,
    pub(super) function: String,
    pub(super) settings: StreamMapping,
    pub(super) reading: Reading,
    pub(super) filters: Filters,
    /// Polls happen at multiples of their interval since then.
    pub(super) created: SystemTime,
}

/// A shard of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) mapping: u64,
    pub(super) shard: usize,
}

/// Invocations that are not over, by the number of their ticket.
#[derive(Debug, Default)]
pub(super) struct Flights {
    lanes: BTreeMap<u64, (Place, usize)>,
    last: u64,
}

/// What the readers of a mapping work with.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) desk: &'a mut Desk,
    pub(super) agenda: &'a mut Agenda<Due>,
    pub(super) flights: &'a mut Flights,
    pub(super) source: &'a Source,
    pub(super) config: &'a Config,
    pub(super) log: &'a mut Log,
    pub(super) enabled: bool,
}

/// The part of a [`Turn`] that belongs to all mappings.
#[derive(Debug)]
pub(super) struct Common<'a> {
    pub(super) desk: &'a mut Desk,
    pub(super) agenda: &'a mut Agenda<Due>,
    pub(super) flights: &'a mut Flights,
    pub(super) source: &'a Source,
}

impl Mapping {
    pub(super) fn new(config: Config, source: &Source, now: SystemTime) -> Self {
        let mut mapping = Self { config, log: Log::default(), readers: Vec::new(), enabled: true };
        for (number, shard) in source.shards.iter().enumerate() {
            let from = match mapping.config.settings.starting_position {
                StartingPosition::TrimHorizon => shard.start(),
                StartingPosition::Latest => shard.after(now),
                StartingPosition::AtTimestamp(time) => shard.since(time),
            };
            mapping.add_reader(number, source, from);
        }
        mapping
    }

    /// Lets a reader do something, and then everybody who waited for it.
    pub(super) fn with(
        &mut self,
        shard: usize,
        common: Common<'_>,
        act: impl FnOnce(&mut Reader, &mut Turn<'_>),
    ) {
        let Self { config, log, readers, enabled } = self;
        let Common { desk, agenda, flights, source } = common;
        let mut turn = Turn { desk, agenda, flights, source, config, log, enabled: *enabled };
        let Some(reader) = readers.get_mut(shard) else { return };
        act(reader, &mut turn);
        start_children(readers, &mut turn);
    }

    /// Begins to read what has no parents.
    pub(super) fn start(&mut self, common: Common<'_>) {
        self.all(common, |_, _| {});
    }

    /// Takes the shards into account that there are now.
    pub(super) fn reshard(&mut self, common: Common<'_>) {
        for number in self.readers.len()..common.source.shards.len() {
            self.add_reader(number, common.source, 0);
        }
        self.all(common, Reader::pursue_all);
    }

    /// Stops; what is in flight ends.
    pub(super) fn disable(&mut self) {
        self.enabled = false;
    }

    /// Goes on behind the checkpoints.
    pub(super) fn enable(&mut self, common: Common<'_>) {
        if !self.enabled {
            self.enabled = true;
            self.all(common, Reader::restart);
        }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The last record of a shard before the first that is not done.
    pub(super) fn checkpoint(&self, shard: usize) -> Option<String> {
        let checkpoint = self.readers.get(shard)?.progress.checkpoint()?;
        Some((**checkpoint).to_owned())
    }

    /// The index of the first record of a shard that is not done.
    pub(super) fn first_unfinished(&self, shard: usize) -> u64 {
        self.readers.get(shard).map_or(0, |reader| reader.progress.first())
    }

    fn all(&mut self, common: Common<'_>, mut act: impl FnMut(&mut Reader, &mut Turn<'_>)) {
        let Self { config, log, readers, enabled } = self;
        let Common { desk, agenda, flights, source } = common;
        let mut turn = Turn { desk, agenda, flights, source, config, log, enabled: *enabled };
        readers.iter_mut().for_each(|reader| act(reader, &mut turn));
        start_children(readers, &mut turn);
    }

    fn add_reader(&mut self, shard: usize, source: &Source, from: u64) {
        let place = Place { mapping: self.config.number, shard };
        let lanes = self.config.settings.parallelization_factor;
        self.readers.push(Reader::new(place, &source.shards[shard], from, lanes));
    }
}

/// Lets those shards be read whose parents are done.
fn start_children(readers: &mut [Reader], turn: &mut Turn<'_>) {
    for position in 0..readers.len() {
        if readers[position].started {
            continue;
        }
        let parents = &turn.source.shards[position].parents;
        let mut parents = parents.iter().map(|&parent| (&readers[parent], parent));
        if parents.all(|(reader, parent)| reader.is_done(&turn.source.shards[parent])) {
            readers[position].started = true;
            readers[position].schedule(turn);
        }
    }
}

impl Config {
    /// How often a shard is polled; a consumer is pushed to.
    pub(super) fn poll_interval(&self, limits: &Limits) -> Duration {
        match self.reading.source {
            _ if self.settings.consumer.is_some() => Duration::ZERO,
            "aws:kinesis" => limits.kinesis_poll,
            _ => limits.dynamodb_poll,
        }
    }

    /// The most records and bytes of one poll.
    ///
    /// (Amazon Kinesis Data Streams API reference and Amazon DynamoDB API reference, "GetRecords".)
    pub(super) fn read_limits(&self) -> (usize, usize) {
        match self.reading.source {
            "aws:kinesis" => (10_000, 10 * 1024 * 1024),
            _ => (1_000, 1024 * 1024),
        }
    }

    pub(super) fn reading(kind: &Kind, settings: &StreamMapping) -> Reading {
        let source = match kind {
            Kind::Kinesis => "aws:kinesis",
            Kind::DynamoDb { .. } => "aws:dynamodb",
        };
        let wants_state = settings.tumbling_window.is_some();
        Reading { source, wants_state, reports_failures: settings.report_batch_item_failures }
    }
}

impl Turn<'_> {
    /// Why a record is too old to be delivered, if it is.
    pub(super) fn overdue(&self, item: &Item, now: SystemTime) -> Option<DiscardReason> {
        let age = now.duration_since(item.arrived).unwrap_or_default();
        if self.config.settings.record_age.is_some_and(|most| age > most) {
            return Some(DiscardReason::RecordAgeExceeded);
        }
        (age > self.source.retention).then_some(DiscardReason::Expired)
    }
}

impl Flights {
    pub(super) fn add(&mut self, place: Place, lane: usize) -> u64 {
        self.last += 1;
        self.lanes.insert(self.last, (place, lane));
        self.last
    }

    pub(super) fn land(&mut self, number: u64) -> Option<(Place, usize)> {
        self.lanes.remove(&number)
    }
}
