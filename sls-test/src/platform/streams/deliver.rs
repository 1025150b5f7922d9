//! How a lane delivers: what a batch is, when it is tried, and what comes of it.
//!
//! (AWS Lambda developer guide, "Using Lambda to process records from Amazon Kinesis Data Streams"
//! and the pages below it.)

use std::time::SystemTime;

use super::Due;
use super::delivery::{DiscardReason, Discarded, StreamDelivery};
use super::discard::{Loss, records};
use super::lane::{Activity, Bounds, Gathered, Item, LastInvoke, Work};
use super::mapping::Turn;
use super::reader::Reader;
use super::verdict::Verdict;
use super::window::Window;
use crate::platform::parcel::{Answer, PartName, Ticket};

impl Reader {
    /// Starts what can be started in a lane.
    pub(super) fn pursue(&mut self, lane: usize, turn: &mut Turn<'_>) {
        while turn.enabled && !self.restarts && matches!(self.lanes[lane].activity, Activity::Idle)
        {
            if self.lanes[lane].works.is_empty() && !self.gather(lane, turn) {
                return;
            }
            self.give_up_old(lane, turn);
            if !self.lanes[lane].works.is_empty() {
                self.launch(lane, turn);
            }
        }
    }

    /// The wait of a lane is over.
    pub(super) fn wake(&mut self, lane: usize, turn: &mut Turn<'_>) {
        self.lanes[lane].activity = Activity::Idle;
        self.pursue(lane, turn);
        self.schedule(turn);
    }

    /// The batching window of a lane is over.
    pub(super) fn gathered(&mut self, lane: usize, turn: &mut Turn<'_>) {
        self.lanes[lane].gathering = None;
        self.pursue(lane, turn);
        self.schedule(turn);
    }

    /// An invocation with the batch of a lane is over.
    pub(super) fn answered(&mut self, lane: usize, answer: Answer, turn: &mut Turn<'_>) {
        self.lanes[lane].activity = Activity::Idle;
        let Some(mut work) = self.lanes[lane].works.pop_front() else { return };
        let verdict = turn.config.reading.verdict(&answer.outcome, &work);
        let function_failed = match verdict {
            Verdict::Refused => {
                let subject = &turn.config.name;
                turn.desk.note(subject, || format!("{} did not run", answer.request_id));
                self.retry(lane, work, turn);
                return self.resume(lane, turn);
            }
            Verdict::Failure { function_failed } => function_failed,
            Verdict::Success(_) | Verdict::Partial(..) => false,
        };
        work.invokes += 1;
        work.last = Some(LastInvoke { request_id: answer.request_id.clone(), function_failed });
        turn.log.deliver(|| StreamDelivery {
            at: answer.started,
            request_id: answer.request_id,
            shard_id: (*self.shard_id).to_owned(),
            sequence_numbers: numbers(&work.items),
            outcome: answer.outcome,
        });
        turn.log.last_result = match verdict {
            Verdict::Failure { .. } => "PROBLEM: Function call failed",
            _ => "OK",
        };
        match verdict {
            Verdict::Success(state) => {
                self.finish(&work.items);
                self.lanes[lane].waits = 0;
                match (&mut self.window, state) {
                    (window, _) if work.is_final => *window = None,
                    (Some(window), Some(state)) => {
                        window.keep(state, turn.desk.limits.tumbling_window_state);
                    }
                    _ => {}
                }
            }
            Verdict::Partial(position, state) if position > 0 => {
                let rest = work.items.split_off(position);
                self.finish(&work.items);
                if let (Some(window), Some(state)) = (&mut self.window, state) {
                    window.keep(state, turn.desk.limits.tumbling_window_state);
                }
                self.lanes[lane].waits = 0;
                self.retry(lane, Work { last: work.last, ..Work::new(rest) }, turn);
            }
            Verdict::Failure { .. } if work.is_final => self.retry(lane, work, turn),
            Verdict::Failure { .. } if turn.config.settings.bisect && work.items.len() > 1 => {
                let (left, right) = work.halves();
                self.lanes[lane].waits = 0;
                self.lanes[lane].works.push_front(right);
                self.lanes[lane].works.push_front(left);
            }
            Verdict::Failure { .. } | Verdict::Partial(..) | Verdict::Refused => {
                work.attempts += 1;
                match turn.config.settings.retry_attempts {
                    Some(most) if work.attempts > most => {
                        self.lanes[lane].waits = 0;
                        let Work { items, invokes, last, .. } = work;
                        let reason = DiscardReason::RetryAttemptsExhausted;
                        self.give_up(&items, reason, invokes, last.as_ref(), turn);
                    }
                    _ => self.retry(lane, work, turn),
                }
            }
        }
        self.resume(lane, turn);
    }

    fn resume(&mut self, lane: usize, turn: &mut Turn<'_>) {
        if self.restarts {
            return self.restart(turn);
        }
        self.pursue(lane, turn);
        self.schedule(turn);
    }

    /// Makes a batch of what a lane has, if it is time for one.
    fn gather(&mut self, lane: usize, turn: &mut Turn<'_>) -> bool {
        self.give_up_old_of_buffer(lane, turn);
        let first = self.lanes[lane].buffer.front().map(|item| item.arrived);
        if let Some(length) = turn.config.settings.tumbling_window {
            match (&self.window, first) {
                (None, None) => return false,
                (None, Some(arrived)) => self.window = Some(Window::around(arrived, length)),
                (Some(window), Some(arrived)) if window.holds(arrived) && !window.overflowed() => {}
                (Some(window), None)
                    if !window.overflowed()
                        && self.read_until.is_none_or(|until| until < window.end())
                        && !self.has_all(self.shard(turn)) =>
                {
                    return false;
                }
                _ => {
                    self.lanes[lane].works.push_back(Work::window_end());
                    return true;
                }
            }
        }
        let settings = &turn.config.settings;
        let bounds = Bounds {
            records: settings.batch_size,
            bytes: turn.desk.limits.payload.saturating_sub(ENVELOPE),
            gather: settings.batching_window,
            within: self.window.as_ref().map(|window| (window.start, window.end())),
        };
        let due = Due::Gathered(self.place, lane);
        let lane = &mut self.lanes[lane];
        let gathered = lane.gathered(&bounds, turn.desk.now());
        let later = match gathered {
            Gathered::Later(at) => Some(at),
            Gathered::Batch(_) | Gathered::Nothing => None,
        };
        if lane.gathering.map(|moment| moment.at) != later {
            lane.gathering.take().map(|moment| turn.agenda.remove(moment));
            lane.gathering = later.map(|at| turn.desk.at(at, turn.agenda, due));
        }
        match gathered {
            Gathered::Batch(records) => {
                lane.works.push_back(Work::new(lane.buffer.drain(..records).collect()));
                true
            }
            Gathered::Later(_) | Gathered::Nothing => false,
        }
    }

    /// Invokes the function with the first batch of a lane.
    fn launch(&mut self, lane: usize, turn: &mut Turn<'_>) {
        let Some(work) = self.lanes[lane].works.front() else { return };
        let body = records(&work.items);
        let payload = match &self.window {
            None => format!("{{{body}}}"),
            Some(window) => {
                let (origin, arn) = (&turn.desk.origin, &turn.config.event_source);
                let members = window.members(origin, &self.shard_id, arn, work.is_final);
                format!("{members},{body}}}")
            }
        };
        if payload.len() > turn.desk.limits.payload && !work.is_final {
            return self.shrink(lane, turn);
        }
        let number = turn.flights.add(self.place, lane);
        let ticket = Ticket { part: PartName::Streams, number };
        let request_id = turn.desk.invoke(&*turn.config.function, payload, ticket);
        let (subject, count) = (&turn.config.name, work.items.len());
        turn.desk.note(subject, || {
            let first =
                work.items.first().map_or("the end of a window", |one| &one.sequence_number);
            format!("{request_id} gets {count} records of {} from {first}", self.shard_id)
        });
        self.lanes[lane].activity = Activity::Flying;
    }

    /// The first batch of a lane is too large for an event.
    fn shrink(&mut self, lane: usize, turn: &mut Turn<'_>) {
        let Some(work) = self.lanes[lane].works.pop_front() else { return };
        if work.items.len() > 1 {
            let (left, right) = work.halves();
            self.lanes[lane].works.push_front(right);
            self.lanes[lane].works.push_front(left);
        } else {
            let reason = DiscardReason::RetryAttemptsExhausted;
            self.give_up(&work.items, reason, work.invokes, work.last.as_ref(), turn);
        }
    }

    /// Tries a batch again after a while, which doubles each time.
    fn retry(&mut self, lane: usize, work: Work, turn: &mut Turn<'_>) {
        let due = Due::Retry(self.place, lane);
        let lane = &mut self.lanes[lane];
        lane.works.push_front(work);
        let limits = &turn.desk.limits;
        let doubled = limits.stream_backoff.saturating_mul(1 << lane.waits.min(30));
        let delay = doubled.min(limits.stream_backoff_max);
        lane.waits += 1;
        lane.activity = Activity::Waiting(turn.desk.after(delay, turn.agenda, due));
    }

    /// Gives up what became too old in the first batch of a lane.
    fn give_up_old(&mut self, lane: usize, turn: &mut Turn<'_>) {
        let now = turn.desk.now();
        let Some(work) = self.lanes[lane].works.front_mut() else { return };
        if !work.items.iter().any(|item| turn.overdue(item, now).is_some()) {
            return;
        }
        let (invokes, last) = (work.invokes, work.last.clone());
        let items = std::mem::take(&mut work.items);
        let (old, fresh): (Vec<_>, _) =
            items.into_iter().partition(|item| turn.overdue(item, now).is_some());
        work.items = fresh;
        if work.items.is_empty() {
            self.lanes[lane].works.pop_front();
            self.lanes[lane].waits = 0;
        }
        self.give_up_each(old, now, invokes, last.as_ref(), turn);
    }

    /// Gives up what became too old before it was in a batch.
    fn give_up_old_of_buffer(&mut self, lane: usize, turn: &mut Turn<'_>) {
        let now = turn.desk.now();
        let buffer = &self.lanes[lane].buffer;
        let old = buffer.iter().take_while(|item| turn.overdue(item, now).is_some()).count();
        let old: Vec<_> = self.lanes[lane].buffer.drain(..old).collect();
        self.give_up_each(old, now, 0, None, turn);
    }

    /// Gives up old records, those together that have the same reason.
    fn give_up_each(
        &mut self,
        items: Vec<Item>,
        now: SystemTime,
        invokes: u32,
        last: Option<&LastInvoke>,
        turn: &mut Turn<'_>,
    ) {
        let expired = |item: &Item| turn.overdue(item, now) == Some(DiscardReason::Expired);
        let (expired, aged): (Vec<_>, Vec<_>) = items.into_iter().partition(expired);
        for (items, reason) in
            [(expired, DiscardReason::Expired), (aged, DiscardReason::RecordAgeExceeded)]
        {
            if !items.is_empty() {
                self.give_up(&items, reason, invokes, last, turn);
            }
        }
    }

    fn give_up(
        &mut self,
        items: &[Item],
        reason: DiscardReason,
        invokes: u32,
        last: Option<&LastInvoke>,
        turn: &mut Turn<'_>,
    ) {
        let loss = Loss { items, shard_id: &self.shard_id, reason, invokes, last };
        let record = loss.report(turn.config, turn.desk);
        let count = items.len();
        turn.desk.note(&turn.config.name, || format!("gives up {count} records: {reason:?}"));
        turn.log.discard(Discarded {
            at: turn.desk.now(),
            reason,
            shard_id: (*self.shard_id).to_owned(),
            sequence_numbers: numbers(items),
            invoke_count: invokes.max(1),
            record,
        });
        self.finish(items);
    }

    fn finish(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.progress.finish(item.index));
    }
}

fn numbers(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| (*item.sequence_number).to_owned()).collect()
}

/// What an event has around its records: `{"Records":[]}`.
const ENVELOPE: usize = 14;
