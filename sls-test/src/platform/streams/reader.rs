//! How a mapping reads one shard: when it polls, and which lane gets what.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Due;
use super::filter::view;
use super::lane::{Activity, Item, Lane};
use super::mapping::{Place, Turn};
use super::progress::Progress;
use super::shard::{Content, Record, Shard};
use super::window::Window;
use crate::platform::agenda::Moment;

/// A mapping's side of one shard.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) place: Place,
    pub(super) shard_id: Arc<str>,
    pub(super) progress: Progress,
    pub(super) lanes: Vec<Lane>,
    pub(super) window: Option<Window>,
    /// Its parents are done, so that it may read.
    pub(super) started: bool,
    /// It begins again at its checkpoint as soon as nothing is in flight.
    pub(super) restarts: bool,
    poll: Option<Moment>,
    polled: Option<SystemTime>,
    /// Everything that arrived until then has been read.
    pub(super) read_until: Option<SystemTime>,
}

impl Reader {
    pub(super) fn new(place: Place, shard: &Shard, from: u64, lanes: u32) -> Self {
        Self {
            place,
            shard_id: Arc::clone(&shard.id),
            progress: Progress::from(from),
            lanes: (0..lanes).map(|_| Lane::default()).collect(),
            window: None,
            started: false,
            restarts: false,
            poll: None,
            polled: None,
            read_until: None,
        }
    }

    /// Reads what there is, and starts what can be started.
    pub(super) fn poll(&mut self, turn: &mut Turn<'_>) {
        self.poll = None;
        if !turn.enabled {
            return;
        }
        self.read(turn);
        self.pursue_all(turn);
    }

    /// Starts what can be started in all lanes, and plans the next poll.
    pub(super) fn pursue_all(&mut self, turn: &mut Turn<'_>) {
        for lane in 0..self.lanes.len() {
            self.pursue(lane, turn);
        }
        self.schedule(turn);
    }

    /// Plans the next poll: as soon as there is something to read, on the grid of polls.
    pub(super) fn schedule(&mut self, turn: &mut Turn<'_>) {
        if !turn.enabled || !self.started || self.buffered() >= ROOM {
            return;
        }
        let shard = self.shard(turn);
        let unread = shard.get(self.progress.next().max(shard.start())).map(|one| one.arrived);
        let window = self.window.as_ref().map(Window::end);
        let window = window.filter(|end| self.read_until.is_none_or(|until| until < *end));
        let Some(at) = [unread, window].into_iter().flatten().min() else { return };
        let at = self.on_grid(at.max(turn.desk.now()), turn);
        match self.poll {
            Some(planned) if planned.at <= at => return,
            Some(planned) => drop(turn.agenda.remove(planned)),
            None => {}
        }
        self.poll = Some(turn.desk.at(at, turn.agenda, Due::Poll(self.place)));
    }

    /// Whether there is nothing left, and never will be.
    pub(super) fn is_done(&self, shard: &Shard) -> bool {
        self.started && self.has_all(shard) && self.progress.is_done() && self.window.is_none()
    }

    /// Whether everything was read, and nothing is added any more.
    pub(super) fn has_all(&self, shard: &Shard) -> bool {
        shard.closed && self.progress.next() >= shard.end()
    }

    /// Begins again at the checkpoint, as a mapping does that was disabled.
    pub(super) fn restart(&mut self, turn: &mut Turn<'_>) {
        if self.lanes.iter().any(|lane| matches!(lane.activity, Activity::Flying)) {
            self.restarts = true;
            return;
        }
        self.restarts = false;
        self.progress.rewind();
        for lane in &mut self.lanes {
            let lane = std::mem::take(lane);
            let waiting = match lane.activity {
                Activity::Waiting(moment) => Some(moment),
                Activity::Idle | Activity::Flying => None,
            };
            for moment in [waiting, lane.gathering].into_iter().flatten() {
                turn.agenda.remove(moment);
            }
        }
        // What was read and is forgotten now has to be read before a window can end.
        self.read_until = None;
        self.schedule(turn);
    }

    pub(super) fn shard<'a>(&self, turn: &Turn<'a>) -> &'a Shard {
        &turn.source.shards[self.place.shard]
    }

    fn read(&mut self, turn: &mut Turn<'_>) {
        let now = turn.desk.now();
        self.polled = Some(now);
        let shard = self.shard(turn);
        let (most_records, most_bytes) = turn.config.read_limits();
        let (mut records, mut bytes) = (0, 0);
        while self.progress.next() < shard.start() {
            self.progress.pass(None);
        }
        loop {
            let record = shard.get(self.progress.next()).filter(|record| record.arrived <= now);
            let Some(record) = record else {
                self.read_until = Some(now);
                return;
            };
            if records >= most_records || bytes >= most_bytes || self.buffered() >= ROOM {
                return;
            }
            records += 1;
            bytes += self.take(record, turn);
        }
    }

    /// Puts a record into its lane, and returns its size.
    fn take(&mut self, record: &Record, turn: &Turn<'_>) -> usize {
        let (json, value) = match &record.content {
            Content::Json(json) => (Arc::clone(json), None),
            Content::Kinesis(content) => {
                let number = &*record.sequence_number;
                let content = content.clone().sequence_number(number).arrived_at(record.arrived);
                let (origin, arn) = (&turn.desk.origin, &turn.config.event_source);
                let value = content.build(origin, &self.shard_id, arn);
                (value.to_string().into(), Some(value))
            }
        };
        let size = json.len();
        if !turn.config.settings.filters.is_empty() {
            let value = value.or_else(|| serde_json::from_str(&json).ok());
            if !turn.config.filters.matches(&view(value.unwrap_or_default())) {
                self.progress.pass(Some(&record.sequence_number));
                return size;
            }
        }
        let index = self.progress.read(&record.sequence_number);
        let lane = (record.hash % self.lanes.len() as u128) as usize;
        self.lanes[lane].buffer.push_back(Item {
            index,
            sequence_number: Arc::clone(&record.sequence_number),
            arrived: record.arrived,
            read: turn.desk.now(),
            json,
        });
        size
    }

    fn buffered(&self) -> usize {
        self.lanes.iter().map(|lane| lane.buffer.len()).sum()
    }

    /// The first time from then on at which this shard is polled.
    fn on_grid(&self, at: SystemTime, turn: &Turn<'_>) -> SystemTime {
        let interval = turn.config.poll_interval(&turn.desk.limits);
        if interval.is_zero() {
            return at;
        }
        let created = turn.config.created;
        let since = at.duration_since(created).unwrap_or_default();
        let polls = since.as_nanos().div_ceil(interval.as_nanos());
        let offset = interval.as_nanos() * polls;
        let next = created + Duration::from_nanos_u128(offset);
        if self.polled == Some(next) { next + interval } else { next }
    }
}

/// How many records wait in memory before a reader stops reading, so that a lane that is stuck
/// does not read the whole shard.
const ROOM: usize = 20_000;
