//! A stream: its shards, which record goes where, and how shards become others.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::kinds::{DynamoDbTable, Keep, KinesisStream};
use super::sequence;
use super::shard::{Content, Record, Shard, even_range, hash};
use crate::event::{DynamoDbEvent, DynamoDbRecord, KinesisRecord, Origin, StreamViewType};

/// A stream with its records.
#[derive(Debug)]
pub(crate) struct Source {
    pub(super) arn: Arc<str>,
    pub(super) kind: Kind,
    pub(super) shards: Vec<Shard>,
    pub(super) retention: Duration,
    pub(super) keep: Keep,
    pub(super) producers: Vec<Producer>,
}

/// What distinguishes the two services.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Kinesis,
    DynamoDb { keys: Vec<String>, view: StreamViewType },
}

/// Where a record was put.
///
/// # Example
/// ```
/// use sls_test::Cloud;
/// use sls_test::event::KinesisRecord;
/// use sls_test::platform::KinesisStream;
///
/// let clicks = Cloud::empty().create_stream(KinesisStream::new("clicks"));
/// let placed = clicks.put(KinesisRecord::new("user-1", "/home"));
/// assert_eq!(placed.shard_id, "shardId-000000000000");
/// assert_eq!(clicks.latest(), [(placed.shard_id, placed.sequence_number)]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Placed {
    /// The id of the shard.
    pub shard_id: String,
    /// The sequence number, greater than every one before in the shard.
    pub sequence_number: String,
}

/// Something that adds a record again and again.
pub(super) struct Producer {
    pub(super) every: Duration,
    pub(super) made: u64,
    pub(super) make: Make,
}

/// The next record, by how many there were before; `None` ends it.
pub(crate) type Make = Box<dyn FnMut(u64) -> Option<KinesisRecord> + Send>;

impl fmt::Debug for Producer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer").field("every", &self.every).finish_non_exhaustive()
    }
}

impl Source {
    pub(super) fn kinesis(settings: &KinesisStream, origin: &Origin) -> Self {
        let arn = origin.arn_of("kinesis", "stream/", &settings.name);
        let (retention, keep) = (settings.retention, settings.keep);
        Self::new(&arn, Kind::Kinesis, settings.shards, retention, keep, origin)
    }

    pub(super) fn table(settings: DynamoDbTable, origin: &Origin) -> Self {
        let arn = DynamoDbEvent::new(settings.name).stream_arn(origin);
        let kind = Kind::DynamoDb { keys: settings.keys, view: settings.view };
        let day = Duration::from_secs(24 * 60 * 60);
        Self::new(&arn, kind, settings.shards, day, Keep::UntilExpired, origin)
    }

    fn new(
        arn: &str,
        kind: Kind,
        shards: u64,
        retention: Duration,
        keep: Keep,
        origin: &Origin,
    ) -> Self {
        let producers = Vec::new();
        let mut source =
            Self { arn: arn.into(), kind, shards: Vec::new(), retention, keep, producers };
        for number in 0..shards {
            let id = source.next_shard_id(origin);
            source.shards.push(Shard::new(&id, even_range(number, shards), Vec::new()));
        }
        source
    }

    /// Puts a record, into this shard or where its key belongs; `Err` says why not.
    pub(super) fn put(
        &mut self,
        record: KinesisRecord,
        shard: Option<&str>,
        origin: &Origin,
    ) -> Result<usize, String> {
        let hash = hash(record.key().as_bytes());
        let shard = self.shard_for(hash, shard)?;
        let given = record.given_sequence_number();
        let sequence_number = self.sequence_number(shard, given, || origin.sequence_number())?;
        let arrived = record.arrival().unwrap_or(origin.now);
        let content = Content::Kinesis(record);
        self.push(shard, Record { sequence_number, arrived, hash, content }, origin.now);
        Ok(shard)
    }

    /// Puts a change of an item; `Err` says why not.
    pub(super) fn write(
        &mut self,
        record: DynamoDbRecord,
        shard: Option<&str>,
        origin: &Origin,
    ) -> Result<usize, String> {
        let Kind::DynamoDb { keys, view } = &self.kind else {
            return Err(format!("{} is no table", self.arn));
        };
        let (keys, view) = (keys.clone(), *view);
        let key = serde_json::Value::from(record.key_attributes(&keys)).to_string();
        let hash = hash(key.as_bytes());
        let shard = self.shard_for(hash, shard)?;
        let given = record.given_sequence_number();
        let make = || origin.dynamodb_sequence_number();
        let sequence_number = self.sequence_number(shard, given, make)?;
        let arrived = record.change_time().unwrap_or(origin.now);
        let record = record.sequence_number(&*sequence_number);
        let json = record.build(origin, &self.arn, &keys, view).to_string();
        let content = Content::Json(json.into());
        self.push(shard, Record { sequence_number, arrived, hash, content }, origin.now);
        Ok(shard)
    }

    /// Splits a shard in the middle; its children follow it.
    pub(super) fn split(&mut self, shard: &str, origin: &Origin) -> Result<Vec<usize>, String> {
        let parent = self.open(shard)?;
        let (start, end) = self.shards[parent].range.clone().into_inner();
        let middle = start + (end - start) / 2;
        self.shards[parent].closed = true;
        let halves = [start..=middle, middle + 1..=end];
        Ok(halves.map(|range| self.add_shard(range, vec![parent], origin)).to_vec())
    }

    /// Merges two neighbours; their child follows both.
    pub(super) fn merge(
        &mut self,
        shard: &str,
        adjacent: &str,
        origin: &Origin,
    ) -> Result<usize, String> {
        let (one, other) = (self.open(shard)?, self.open(adjacent)?);
        let range = |shard: usize| self.shards[shard].range.clone().into_inner();
        let (low, high) = (range(one).min(range(other)), range(one).max(range(other)));
        if low.1.checked_add(1) != Some(high.0) {
            return Err(format!("{shard} and {adjacent} are no neighbours"));
        }
        self.shards[one].closed = true;
        self.shards[other].closed = true;
        Ok(self.add_shard(low.0..=high.1, vec![one, other], origin))
    }

    /// The position of a shard.
    pub(super) fn position(&self, shard: &str) -> Result<usize, String> {
        let position = self.shards.iter().position(|one| &*one.id == shard);
        position.ok_or_else(|| {
            let ids: Vec<_> = self.shards.iter().map(|one| &*one.id).collect();
            format!("{} has no shard {shard:?}; it has {}", self.arn, ids.join(", "))
        })
    }

    pub(super) fn placed(&self, shard: usize) -> Placed {
        let shard = &self.shards[shard];
        let sequence_number = shard.last.as_deref().unwrap_or_default().to_owned();
        Placed { shard_id: (*shard.id).to_owned(), sequence_number }
    }

    /// The last sequence number of each shard that ever had a record.
    pub(crate) fn latest(&self) -> Vec<(String, String)> {
        let latest =
            |shard: &Shard| Some(((*shard.id).to_owned(), (**shard.last.as_ref()?).to_owned()));
        self.shards.iter().filter_map(latest).collect()
    }

    /// The ids of the shards, oldest first.
    pub(crate) fn shard_ids(&self) -> Vec<String> {
        self.shards.iter().map(|shard| (*shard.id).to_owned()).collect()
    }

    /// The sequence numbers of what a shard still has.
    pub(super) fn sequence_numbers(&self, shard: usize) -> Vec<String> {
        let records = self.shards[shard].records();
        records.map(|record| (*record.sequence_number).to_owned()).collect()
    }

    fn push(&mut self, shard: usize, record: Record, now: SystemTime) {
        let shard = &mut self.shards[shard];
        shard.push(record);
        if let Some(oldest) = now.checked_sub(self.retention) {
            shard.expire(oldest);
        }
    }

    fn shard_for(&self, hash: u128, named: Option<&str>) -> Result<usize, String> {
        if let Some(shard) = named {
            return self.open(shard);
        }
        let holds = |shard: &Shard| !shard.closed && shard.range.contains(&hash);
        let position = self.shards.iter().position(holds);
        position.ok_or_else(|| format!("{} has no open shard for the key", self.arn))
    }

    fn open(&self, shard: &str) -> Result<usize, String> {
        let position = self.position(shard)?;
        match self.shards[position].closed {
            true => Err(format!("{shard} was split or merged and takes no records")),
            false => Ok(position),
        }
    }

    /// The number that was given, or a fresh one, greater than every one before.
    fn sequence_number(
        &self,
        shard: usize,
        given: Option<&str>,
        fresh: impl FnOnce() -> String,
    ) -> Result<Arc<str>, String> {
        let last = self.shards[shard].last.as_deref();
        let follows =
            |number: &str| last.is_none_or(|last| sequence::compare(last, number).is_lt());
        match given {
            None => {
                let fresh = fresh();
                Ok(match last {
                    Some(last) if !follows(&fresh) => sequence::successor(last).into(),
                    _ => fresh.into(),
                })
            }
            Some(given) if !sequence::is_valid(given) => {
                Err(format!("a sequence number has digits only, and {given:?} has others"))
            }
            Some(given) if !follows(given) => Err(format!(
                "sequence numbers grow within a shard, and {given} is not greater than {}",
                last.unwrap_or_default()
            )),
            Some(given) => Ok(given.into()),
        }
    }

    fn add_shard(
        &mut self,
        range: std::ops::RangeInclusive<u128>,
        parents: Vec<usize>,
        origin: &Origin,
    ) -> usize {
        let id = self.next_shard_id(origin);
        self.shards.push(Shard::new(&id, range, parents));
        self.shards.len() - 1
    }

    fn next_shard_id(&self, origin: &Origin) -> String {
        match self.kind {
            Kind::Kinesis => format!("shardId-{:012}", self.shards.len()),
            Kind::DynamoDb { .. } => {
                let since = origin.now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                format!("shardId-{:020}-{}", since.as_millis(), origin.ids.hex(8))
            }
        }
    }
}
