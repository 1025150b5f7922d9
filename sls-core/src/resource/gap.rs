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

/// Both clocks at one time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) wall: SystemTime,
    pub(crate) monotonic: Instant,
}

impl Reading {
    pub(crate) fn take(clock: &dyn Clock) -> Self {
        // Tokio's, because a test that stops or moves the time of its timers means this one too.
        Self { wall: clock.now(), monotonic: Instant::now() }
    }
}

/// The time between two readings; a clock that went backwards counts as one that stood still.
pub(crate) fn gap(earlier: Reading, later: Reading) -> Duration {
    let wall = later.wall.duration_since(earlier.wall).unwrap_or_default();
    wall.max(later.monotonic.saturating_duration_since(earlier.monotonic))
}

/// A time on this process's own scale, which never goes back: nanoseconds since the first reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

impl Moment {
    pub(super) fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    pub(super) fn nanos(self) -> u64 {
        self.0
    }

    pub(super) fn after(self, time: Duration) -> Self {
        Self(self.0.saturating_add(nanos(time)))
    }

    /// Zero for what is later.
    pub(super) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// The duration in nanoseconds; some 584 years stand for everything longer.
pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Tells how long no invocation ran.
pub(crate) struct Idle {
    scale: Mutex<Scale>,
}

#[derive(Default)]
struct Scale {
    last: Option<Reading>,
    now: Moment,
    /// How many run at the moment.
    running: usize,
    /// Since when nothing runs, or when the last one ended.
    rested: Moment,
}

impl Idle {
    /// The scale starts at the first reading.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { scale: Mutex::default() })
    }

    /// Notes that something runs until the returned guard is dropped.
    ///
    /// The start of the process is such a time as well, so that a freeze between start and first
    /// invocation is seen.
    pub(crate) fn begin(self: &Arc<Self>, clock: Arc<dyn Clock>) -> Busy {
        let reading = Reading::take(&*clock);
        let mut scale = self.scale();
        let now = scale.read(reading);
        let gap = match scale.running {
            0 => now.since(scale.rested),
            _ => Duration::ZERO,
        };
        scale.running += 1;
        drop(scale);
        Busy { idle: Arc::clone(self), clock, now, gap }
    }

    /// The present, on the scale of this process.
    pub(crate) fn now(&self, clock: &dyn Clock) -> Moment {
        self.scale().read(Reading::take(clock))
    }

    fn end(&self, reading: Reading) {
        let mut scale = self.scale();
        scale.rested = scale.read(reading);
        scale.running -= 1;
    }

    fn scale(&self) -> MutexGuard<'_, Scale> {
        self.scale.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Scale {
    fn read(&mut self, reading: Reading) -> Moment {
        if let Some(last) = self.last.replace(reading) {
            self.now = self.now.after(gap(last, reading));
        }
        self.now
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
    clock: Arc<dyn Clock>,
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
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.idle.end(Reading::take(&*self.clock));
    }
}

impl fmt::Debug for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Busy").field("now", &self.now).field("gap", &self.gap).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A wall clock in the hand of a test; the monotonic one goes on by itself.
    #[derive(Debug, Default)]
    struct Hand(Mutex<Duration>);

    impl Hand {
        fn set(&self, secs: u64) {
            *self.0.lock().unwrap() = Duration::from_secs(secs);
        }
    }

    impl Clock for Hand {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + *self.0.lock().unwrap()
        }
    }

    fn later(from: Reading, wall: i64, monotonic: u64) -> Reading {
        let step = Duration::from_secs(wall.unsigned_abs());
        Reading {
            wall: if wall < 0 { from.wall - step } else { from.wall + step },
            monotonic: from.monotonic + Duration::from_secs(monotonic),
        }
    }

    fn some_reading() -> Reading {
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        Reading { wall, monotonic: Instant::now() }
    }

    #[track_caller]
    fn check(wall: i64, monotonic: u64, expected: u64) {
        let first = some_reading();
        assert_eq!(gap(first, later(first, wall, monotonic)), Duration::from_secs(expected));
    }

    #[test]
    fn a_freeze_is_as_long_as_the_clock_that_saw_more_of_it() {
        check(300, 300, 300);
        check(300, 0, 300);
        check(0, 300, 300);
    }

    #[test]
    fn a_clock_that_goes_backwards_counts_as_one_that_stands_still() {
        check(-3600, 20, 20);
        check(-3600, 0, 0);
        let first = some_reading();
        let before = Reading { monotonic: first.monotonic, ..later(first, 60, 0) };
        let first = later(first, 0, 5);
        assert_eq!(gap(first, before), Duration::from_secs(60));
    }

    proptest! {
        #[test]
        fn the_scale_never_goes_back_and_misses_nothing(
            steps in prop::collection::vec((-5_000i64..5_000, 0u64..5_000), 1..40)
        ) {
            let mut scale = Scale::default();
            let mut reading = some_reading();
            let mut previous = scale.read(reading);
            for (wall, monotonic) in steps {
                reading = later(reading, wall, monotonic);
                let now = scale.read(reading);
                let seen = u64::try_from(wall).unwrap_or(0).max(monotonic);
                prop_assert_eq!(now.since(previous), Duration::from_secs(seen));
                previous = now;
            }
        }
    }

    #[test]
    fn the_gap_is_between_the_end_of_one_and_the_start_of_the_next() {
        let (idle, hand) = (Idle::new(), Arc::new(Hand::default()));
        hand.set(100);
        let start = idle.begin(hand.clone());
        assert_eq!(start.gap(), Duration::ZERO);
        hand.set(110);
        drop(start);
        hand.set(170);
        let first = idle.begin(hand.clone());
        // The monotonic clock of the test has moved a little meanwhile, which is added nowhere.
        assert_eq!(first.gap(), Duration::from_secs(60));
        assert_eq!(first.now().since(Moment::default()), Duration::from_secs(70));
    }

    #[test]
    fn there_is_no_gap_beside_an_invocation_that_still_runs() {
        let (idle, hand) = (Idle::new(), Arc::new(Hand::default()));
        let long = idle.begin(hand.clone());
        hand.set(60);
        let short = idle.begin(hand.clone());
        assert_eq!(short.gap(), Duration::ZERO);
        drop(short);
        hand.set(120);
        assert_eq!(idle.begin(hand.clone()).gap(), Duration::ZERO);
        drop(long);
        hand.set(180);
        assert_eq!(idle.begin(hand.clone()).gap(), Duration::from_secs(60));
    }

    #[test]
    fn an_invocation_that_is_dropped_half_way_has_ended() {
        let (idle, hand) = (Idle::new(), Arc::new(Hand::default()));
        let busy = idle.begin(hand.clone());
        let abandoned = async move {
            let _busy = busy;
            std::future::pending::<()>().await;
        };
        drop(abandoned);
        hand.set(9);
        assert_eq!(idle.begin(hand.clone()).gap(), Duration::from_secs(9));
    }

    #[test]
    fn durations_beyond_the_scale_are_its_end() {
        assert_eq!(nanos(Duration::MAX), u64::MAX);
        let end = Moment::default().after(Duration::MAX);
        assert_eq!(end.after(Duration::from_secs(1)), end);
    }
}
