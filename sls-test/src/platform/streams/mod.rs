//! Kinesis streams, streams of DynamoDB tables, and the mappings that read them.

mod deliver;
mod delivery;
mod discard;
mod filter;
mod kinds;
mod lane;
mod mapping;
mod progress;
mod reader;
mod sequence;
mod settings;
mod shard;
mod source;
mod verdict;
mod window;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

pub use self::delivery::{DiscardReason, Discarded, StreamDelivery};
pub use self::kinds::{DynamoDbTable, KinesisStream};
pub use self::settings::{StartingPosition, StreamMapping};
pub use self::source::Placed;

use self::kinds::Keep;
use self::mapping::{Common, Config, Flights, Mapping, Place, Turn};
use self::reader::Reader;
use self::source::{Make, Producer, Source};
use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::parcel::{Answer, Parcel};
use super::part::Part;
use crate::event::{DynamoDbRecord, KinesisRecord};

/// Kinesis streams, streams of DynamoDB tables, and the mappings that read them.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    sources: BTreeMap<Arc<str>, Source>,
    mappings: BTreeMap<u64, Mapping>,
    flights: Flights,
    agenda: Agenda<Due>,
}

#[derive(Clone, Debug)]
enum Due {
    Poll(Place),
    /// The batching window of a lane is over.
    Gathered(Place, usize),
    /// A lane has waited long enough.
    Retry(Place, usize),
    /// A producer makes its next record.
    Produce(Arc<str>, usize),
}

impl Streams {
    pub(crate) fn create_stream(&mut self, settings: &KinesisStream, desk: &Desk) -> String {
        self.add(Source::kinesis(settings, &desk.origin))
    }

    pub(crate) fn create_table(&mut self, settings: DynamoDbTable, desk: &Desk) -> String {
        self.add(Source::table(settings, &desk.origin))
    }

    /// Adds a mapping and returns its number; `Err` says why AWS refuses it.
    pub(crate) fn map(
        &mut self,
        stream: &str,
        function: String,
        settings: StreamMapping,
        desk: &mut Desk,
    ) -> Result<u64, String> {
        let source = self.source(stream)?;
        settings.check(&source.kind)?;
        let now = desk.now();
        let number = self.mappings.len() as u64 + 1;
        let event_source = match &settings.consumer {
            Some(name) => desk.origin.consumer_arn(stream, name),
            None => stream.to_owned(),
        };
        let config = Config {
            number,
            uuid: desk.origin.ids.uuid(),
            name: format!("mapping {number}"),
            stream: Arc::clone(&source.arn),
            event_source,
            function,
            filters: filter::parse(&settings.filters)?,
            reading: Config::reading(&source.kind, &settings),
            settings,
            created: now,
        };
        let mapping = Mapping::new(config, source, now);
        self.mappings.insert(number, mapping);
        self.with_mapping(number, desk, |mapping, common| mapping.start(common));
        Ok(number)
    }

    pub(crate) fn put(
        &mut self,
        stream: &str,
        record: KinesisRecord,
        shard: Option<&str>,
        desk: &mut Desk,
    ) -> Result<Placed, String> {
        let shard = self.source_mut(stream)?.put(record, shard, &desk.origin)?;
        self.arrived(stream, shard, desk)
    }

    pub(crate) fn write(
        &mut self,
        stream: &str,
        record: DynamoDbRecord,
        shard: Option<&str>,
        desk: &mut Desk,
    ) -> Result<Placed, String> {
        let shard = self.source_mut(stream)?.write(record, shard, &desk.origin)?;
        self.arrived(stream, shard, desk)
    }

    /// Makes a record every so often, from now on until there is none.
    pub(crate) fn produce(
        &mut self,
        stream: &str,
        every: Duration,
        make: Make,
        desk: &mut Desk,
    ) -> Result<(), String> {
        let source = self.source_mut(stream)?;
        source.producers.push(Producer { every, made: 0, make });
        let due = Due::Produce(Arc::clone(&source.arn), source.producers.len() - 1);
        desk.after(Duration::ZERO, &mut self.agenda, due);
        Ok(())
    }

    pub(crate) fn split(
        &mut self,
        stream: &str,
        shard: &str,
        desk: &mut Desk,
    ) -> Result<Vec<String>, String> {
        let source = self.source_mut(stream)?;
        let children = source.split(shard, &desk.origin)?;
        let ids = source.shard_ids();
        self.resharded(stream, desk);
        Ok(children.into_iter().map(|child| ids[child].clone()).collect())
    }

    pub(crate) fn merge(
        &mut self,
        stream: &str,
        shard: &str,
        adjacent: &str,
        desk: &mut Desk,
    ) -> Result<String, String> {
        let source = self.source_mut(stream)?;
        let child = source.merge(shard, adjacent, &desk.origin)?;
        let id = source.shard_ids().swap_remove(child);
        self.resharded(stream, desk);
        Ok(id)
    }

    /// Stops a mapping, or lets it go on.
    pub(crate) fn set_enabled(&mut self, number: u64, enabled: bool, desk: &mut Desk) {
        self.with_mapping(number, desk, |mapping, common| match enabled {
            true => mapping.enable(common),
            false => mapping.disable(),
        });
    }

    pub(crate) fn source(&self, arn: &str) -> Result<&Source, String> {
        self.sources.get(arn).ok_or_else(|| format!("there is no stream {arn}"))
    }

    /// The mapping with this number; numbers are never taken back.
    pub(crate) fn mapping(&mut self, number: u64) -> Option<&mut Mapping> {
        self.mappings.get_mut(&number)
    }

    /// The checkpoint of each shard that has one.
    pub(crate) fn checkpoints(&self, number: u64) -> Vec<(String, String)> {
        let Some(mapping) = self.mappings.get(&number) else { return Vec::new() };
        let Some(source) = self.sources.get(&mapping.config.stream) else { return Vec::new() };
        let ids = source.shard_ids().into_iter().enumerate();
        ids.filter_map(|(shard, id)| Some((id, mapping.checkpoint(shard)?))).collect()
    }

    fn source_mut(&mut self, arn: &str) -> Result<&mut Source, String> {
        self.sources.get_mut(arn).ok_or_else(|| format!("there is no stream {arn}"))
    }

    fn add(&mut self, source: Source) -> String {
        let arn = Arc::clone(&source.arn);
        self.sources.insert(Arc::clone(&arn), source);
        (*arn).to_owned()
    }

    /// Tells the mappings of a stream of a new record.
    fn arrived(&mut self, stream: &str, shard: usize, desk: &mut Desk) -> Result<Placed, String> {
        self.each_mapping(stream, desk, |mapping, common| {
            mapping.with(shard, common, Reader::schedule);
        });
        Ok(self.source(stream)?.placed(shard))
    }

    fn resharded(&mut self, stream: &str, desk: &mut Desk) {
        self.each_mapping(stream, desk, |mapping, common| mapping.reshard(common));
    }

    fn produced(&mut self, stream: &Arc<str>, number: usize, desk: &mut Desk) {
        let Some(source) = self.sources.get_mut(stream) else { return };
        let Some(producer) = source.producers.get_mut(number) else { return };
        let Some(record) = (producer.make)(producer.made) else { return };
        producer.made += 1;
        let every = producer.every;
        let due = Due::Produce(Arc::clone(stream), number);
        desk.after(every, &mut self.agenda, due);
        if let Err(why) = self.put(stream, record, None, desk) {
            desk.note(stream, || why);
        }
    }

    fn act(&mut self, place: Place, desk: &mut Desk, act: impl FnOnce(&mut Reader, &mut Turn<'_>)) {
        self.with_mapping(place.mapping, desk, |mapping, common| {
            mapping.with(place.shard, common, act);
        });
        self.forget_read(place);
    }

    /// Forgets what all mappings are done with, of a stream that wants that.
    fn forget_read(&mut self, place: Place) {
        let Some(mapping) = self.mappings.get(&place.mapping) else { return };
        let stream = Arc::clone(&mapping.config.stream);
        let Some(source) = self.sources.get_mut(&stream) else { return };
        if source.keep == Keep::UntilRead {
            let mappings = self.mappings.values();
            let readers = mappings.filter(|mapping| mapping.config.stream == stream);
            let done = readers.map(|mapping| mapping.first_unfinished(place.shard)).min();
            source.shards[place.shard].forget(done.unwrap_or_default());
        }
    }

    fn each_mapping(
        &mut self,
        stream: &str,
        desk: &mut Desk,
        mut act: impl FnMut(&mut Mapping, Common<'_>),
    ) {
        let Self { sources, mappings, flights, agenda } = self;
        let Some(source) = sources.get(stream) else { return };
        for mapping in mappings.values_mut().filter(|one| *one.config.stream == *stream) {
            act(mapping, Common { desk: &mut *desk, agenda, flights, source });
        }
    }

    fn with_mapping(
        &mut self,
        number: u64,
        desk: &mut Desk,
        act: impl FnOnce(&mut Mapping, Common<'_>),
    ) {
        let Self { sources, mappings, flights, agenda } = self;
        let Some(mapping) = mappings.get_mut(&number) else { return };
        let Some(source) = sources.get(&mapping.config.stream) else { return };
        act(mapping, Common { desk, agenda, flights, source });
    }
}

impl Part for Streams {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        match self.agenda.pop() {
            Some(Due::Poll(place)) => self.act(place, desk, Reader::poll),
            Some(Due::Gathered(place, lane)) => {
                self.act(place, desk, |reader, turn| reader.gathered(lane, turn));
            }
            Some(Due::Retry(place, lane)) => {
                self.act(place, desk, |reader, turn| reader.wake(lane, turn));
            }
            Some(Due::Produce(stream, number)) => self.produced(&stream, number, desk),
            None => {}
        }
    }

    fn answered(&mut self, number: u64, answer: Answer, desk: &mut Desk) {
        if let Some((place, lane)) = self.flights.land(number) {
            self.act(place, desk, |reader, turn| reader.answered(lane, answer, turn));
        }
    }

    fn receive(&mut self, parcel: Parcel, desk: &mut Desk) {
        let Parcel::PutRecord { stream, partition_key, data } = parcel else { return };
        let record = KinesisRecord::new(partition_key, data);
        if let Err(why) = self.put(&stream, record, None, desk) {
            desk.note(&stream, || why);
        }
    }
}

impl Mapping {
    pub(crate) fn uuid(&self) -> &str {
        &self.config.uuid
    }

    pub(crate) fn last_processing_result(&self) -> &'static str {
        self.log.last_result
    }

    /// The invocations that are over, in the order in which they began.
    pub(crate) fn deliveries(&self) -> Vec<StreamDelivery> {
        let mut deliveries: VecDeque<_> = self.log.deliveries.clone();
        deliveries.make_contiguous().sort_by_key(|delivery| delivery.at);
        deliveries.into()
    }

    pub(crate) fn discarded(&self) -> Vec<Discarded> {
        self.log.discarded.iter().cloned().collect()
    }

    pub(crate) fn keep_deliveries(&mut self, deliveries: usize) {
        self.log.keep(deliveries);
    }
}

impl Source {
    /// The sequence numbers of what a shard still has.
    pub(crate) fn kept(&self, shard: &str) -> Result<Vec<String>, String> {
        Ok(self.sequence_numbers(self.position(shard)?))
    }
}
