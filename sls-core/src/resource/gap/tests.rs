//! Clocks that run on, stand still and go back.

use proptest::prelude::*;

use super::*;

/// A wall clock in the hand of a test; the monotonic one goes on by itself, a little.
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

fn moved(time: SystemTime, secs: i64) -> SystemTime {
    let step = Duration::from_secs(secs.unsigned_abs());
    if secs < 0 { time - step } else { time + step }
}

/// The gap after freezes that the clocks tell so, between invocations of two seconds each.
#[track_caller]
fn check(wall: i64, monotonic: u64, expected: u64) {
    let mut scale = Scale::default();
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
    let mut reading = Reading { wall: start, monotonic: Instant::now() };
    for invocation in 1..10 {
        let (_, gap) = scale.begin(reading);
        let expected = if invocation == 1 { 0 } else { expected };
        assert_eq!(gap, Duration::from_secs(expected), "{invocation}");
        let ended = reading.monotonic + Duration::from_secs(2);
        scale.end(ended);
        let thawed = ended + Duration::from_secs(monotonic);
        reading = Reading { wall: moved(reading.wall, wall + 2), monotonic: thawed };
    }
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
    let later = read(&Hand::default());
    let earlier = Reading { wall: moved(later.wall, -60), ..read(&Hand::default()) };
    assert_eq!(later.since(&earlier), Duration::from_secs(60));
}

#[test]
fn a_freeze_is_seen_after_the_wall_clock_was_set_back() {
    let mut scale = Scale::default();
    let start = read(&Hand::default());
    let start = Reading { wall: moved(start.wall, 1_790_000_000), ..start };
    let gaps = [0, -3600, -3600 + 300].map(|wall| {
        let (_, gap) = scale.begin(Reading { wall: moved(start.wall, wall), ..start });
        scale.end(start.monotonic);
        gap.as_secs()
    });
    assert_eq!(gaps, [0, 0, 300]);
}

proptest! {
    #[test]
    fn the_scale_never_goes_back_and_is_a_tick_behind_at_most(
        steps in prop::collection::vec((-500i64..500, 0u64..500, any::<bool>()), 1..60)
    ) {
        let mut scale = Scale::default();
        let mut reading = read(&Hand::default());
        reading.wall += Duration::from_secs(1_790_000_000);
        scale.advance(reading);
        let mut passed = Duration::ZERO;
        for (wall, monotonic, long) in steps {
            let unit = Duration::from_millis(if long { 1000 } else { 1 });
            let before = scale.now;
            reading.monotonic += unit * u32::try_from(monotonic).unwrap();
            let wall_step = unit * u32::try_from(wall.unsigned_abs()).unwrap();
            match wall < 0 {
                true => reading.wall -= wall_step,
                false => reading.wall += wall_step,
            }
            scale.advance(reading);
            prop_assert!(scale.now >= before);
            // Each clock by itself is what the scale must not fall behind.
            passed += unit * u32::try_from(monotonic).unwrap();
            prop_assert!(scale.now.after(TICK) > Moment::default().after(passed));
        }
    }
}

#[test]
fn time_stands_still_below_a_tick_and_nothing_of_it_is_lost() {
    let mut scale = Scale::default();
    let start = read(&Hand::default());
    scale.advance(start);
    for step in 1..=25 {
        let passed = Duration::from_millis(30 * step);
        scale.advance(Reading { wall: start.wall, monotonic: start.monotonic + passed });
        assert!(scale.now <= Moment::default().after(passed));
        assert!(scale.now.after(TICK) > Moment::default().after(passed));
    }
}

/// Whether a gap is as long as the wall clock says, except for what the test itself takes.
#[track_caller]
fn assert_secs(gap: Duration, secs: u64) {
    assert_eq!(gap.as_secs_f64().round(), secs as f64, "{gap:?}");
}

#[test]
fn the_gap_is_between_the_end_of_one_and_the_start_of_the_next() {
    let (idle, hand) = (Arc::<Idle>::default(), Hand::default());
    hand.set(100);
    let start = idle.begin(&hand);
    assert_eq!((start.gap(), start.now()), (Duration::ZERO, Moment::default()));
    drop(start);
    hand.set(171);
    let first = idle.begin(&hand);
    assert_secs(first.gap(), 71);
    assert_eq!(idle.began(), first.now());
    assert!(idle.now(&hand) >= first.now());
}

#[test]
fn there_is_no_gap_beside_an_invocation_that_still_runs() {
    let (idle, hand) = (Arc::<Idle>::default(), Hand::default());
    let long = idle.begin(&hand);
    hand.set(60);
    let short = idle.begin(&hand);
    assert_eq!(short.gap(), Duration::ZERO);
    drop(short);
    hand.set(120);
    assert_eq!(idle.begin(&hand).gap(), Duration::ZERO);
    drop(long);
    hand.set(180);
    assert_secs(idle.begin(&hand).gap(), 60);
}

#[test]
fn an_invocation_that_is_dropped_half_way_has_ended() {
    let (idle, hand) = (Arc::<Idle>::default(), Hand::default());
    let busy = idle.begin(&hand);
    let abandoned = async move {
        let _busy = busy;
        std::future::pending::<()>().await;
    };
    drop(abandoned);
    hand.set(9);
    assert_secs(idle.begin(&hand).gap(), 9);
}

#[test]
fn durations_beyond_the_scale_are_its_end() {
    assert_eq!(nanos(Duration::MAX), u64::MAX);
    let end = Moment::default().after(Duration::MAX);
    assert_eq!(end.after(Duration::from_secs(1)), end);
}
