//! How long nothing ran, by two clocks of which neither can be trusted alone.
//!
//! Between two invocations the process is frozen. What the clocks make of that differs: the
//! monotonic clock mostly runs on, is said to stand still at times, and says nothing sensible after
//! a restore from a snapshot; the wall clock runs on and may be set back. The larger of the two
//! differences is never too short unless both are wrong, and too long costs one check.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::clock::Clock;

/// Below this the time counts as standing still: a pause that short harms nothing, and to compare
/// two times costs a tenth of what it costs to subtract them.
pub(super) const TICK: Duration = Duration::from_millis(100);

/// Both clocks at one time.
#[derive(Clone, Copy, Debug)]
struct Reading {
    wall: SystemTime,
    // Tokio's, because a test that stops or moves the time of its timers means this one too.
    monotonic: Instant,
}

impl Reading {
    /// The larger difference of the two; a clock that went backwards counts as one that stood still.
    fn since(&self, earlier: &Self) -> Duration {
        let wall = self.wall.duration_since(earlier.wall).unwrap_or_default();
        wall.max(self.monotonic.saturating_duration_since(earlier.monotonic))
    }

    /// The times of both clocks one tick later.
    fn next(&self) -> Self {
        let wall = self.wall.checked_add(TICK).unwrap_or(self.wall);
        Self { wall, monotonic: self.monotonic + TICK }
    }

    /// Whether no clock has reached the next tick, nor gone back behind the last.
    fn is_between(&self, last: &Self, next: &Self) -> bool {
        self.monotonic < next.monotonic && self.wall < next.wall && self.wall >= last.wall
    }
}

/// A time on this process's own scale, which never goes back: nanoseconds since the first reading,
/// a tick behind at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

impl Moment {
    pub(super) fn nanos(self) -> u64 {
        self.0
    }

    pub(super) fn after(self, time: Duration) -> Self {
        Self(self.0.saturating_add(nanos(time)))
    }
}

/// The duration in nanoseconds; some 584 years stand for everything longer.
pub(super) fn nanos(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1_000_000_000).saturating_add(time.subsec_nanos().into())
}

/// Tells how long no invocation ran; its scale starts at the first reading.
#[derive(Default)]
pub(crate) struct Idle {
    scale: Mutex<Scale>,
}

#[derive(Default)]
struct Scale {
    now: Moment,
    tick: Option<Tick>,
    /// How many run at the moment.
    running: usize,
    /// A pause that ended before there was an invocation.
    carried: Duration,
}

/// The last time the scale was moved on.
struct Tick {
    at: Reading,
    next: Reading,
    /// When the last invocation ended, by the monotonic clock.
    rested: Instant,
}

impl Idle {
    /// Notes that something runs until the returned guard is dropped.
    ///
    /// The start of the process is such a time as well, so that a freeze between start and first
    /// invocation is seen.
    pub(crate) fn begin(self: &Arc<Self>, clock: &dyn Clock) -> Busy {
        let (now, gap) = self.scale().begin(read(clock));
        Busy { idle: Arc::clone(self), now, gap }
    }

    /// When the last of those began that run.
    pub(crate) fn began(&self) -> Moment {
        self.scale().now
    }

    /// The present, on the scale of this process.
    pub(crate) fn now(&self, clock: &dyn Clock) -> Moment {
        let scale = self.scale();
        match &scale.tick {
            Some(tick) => scale.now.after(read(clock).since(&tick.at)),
            None => scale.now,
        }
    }

    fn scale(&self) -> MutexGuard<'_, Scale> {
        self.scale.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(clock: &dyn Clock) -> Reading {
    Reading { wall: clock.now(), monotonic: Instant::now() }
}

impl Scale {
    /// The present, and how long nothing ran before.
    fn begin(&mut self, reading: Reading) -> (Moment, Duration) {
        let rested = self.advance(reading);
        let gap = if self.running == 0 { rested + self.carried } else { Duration::ZERO };
        self.carried = Duration::ZERO;
        self.running += 1;
        (self.now, gap)
    }

    /// Moves on to the reading, if that is a tick away; returns the time since an invocation ended.
    fn advance(&mut self, reading: Reading) -> Duration {
        match &self.tick {
            Some(Tick { at, next, .. }) if reading.is_between(at, next) => Duration::ZERO,
            _ => self.next_tick(reading),
        }
    }

    #[cold]
    fn next_tick(&mut self, reading: Reading) -> Duration {
        let tick = Tick { at: reading, next: reading.next(), rested: reading.monotonic };
        let Some(last) = self.tick.replace(tick) else { return Duration::ZERO };
        let passed = reading.since(&last.at);
        self.now = self.now.after(passed);
        // Nothing is frozen while an invocation runs, so that the one clock is enough for its end.
        let ran = last.rested.saturating_duration_since(last.at.monotonic);
        passed.saturating_sub(ran)
    }

    fn end(&mut self, monotonic: Instant) {
        self.running -= 1;
        if let Some(tick) = &mut self.tick {
            tick.rested = monotonic;
        }
    }
}

impl fmt::Debug for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale();
        f.debug_struct("Idle").field("running", &scale.running).field("now", &scale.now).finish()
    }
}

/// Something runs: an invocation, or the start.
pub(crate) struct Busy {
    idle: Arc<Idle>,
    now: Moment,
    gap: Duration,
}

impl Busy {
    /// When it began.
    pub(crate) fn now(&self) -> Moment {
        self.now
    }

    /// How long nothing ran before; zero beside others, and for the first of all.
    pub(crate) fn gap(&self) -> Duration {
        self.gap
    }

    /// Leaves the gap to whoever begins next: this is no invocation.
    pub(crate) fn carry(&self) {
        self.idle.scale().carried = self.gap;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.idle.scale().end(Instant::now());
    }
}

impl fmt::Debug for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Busy").field("now", &self.now).field("gap", &self.gap).finish()
    }
}

#[cfg(test)]
mod tests;
