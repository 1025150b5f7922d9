//! How long SNS tries to deliver to functions and queues.

use std::time::Duration;

/// Waits of the phase in which they grow from one second to twenty, in milliseconds.
const BACKOFF: [u64; 10] = [1000, 1395, 1946, 2714, 3787, 5282, 7368, 10_278, 14_338, 20_000];

/// How often SNS tries after the phase in which waits grow.
const LAST_PHASE: u32 = 100_000;

/// The wait after so many attempts have failed; `None` after the last.
///
/// Three attempts at once, two after a second each, ten with growing waits and 100,000 every twenty
/// seconds: 100,015 within 23 days. AWS spreads them, which is left out here.
/// (Amazon SNS developer guide, "Amazon SNS message delivery retries".)
pub(super) fn delay(failures: u32) -> Option<Duration> {
    let growing = failures.checked_sub(5).and_then(|step| BACKOFF.get(step as usize));
    match failures {
        0..=2 => Some(Duration::ZERO),
        3..=4 => Some(Duration::from_secs(1)),
        _ if growing.is_some() => growing.copied().map(Duration::from_millis),
        _ if failures < 15 + LAST_PHASE => Some(Duration::from_secs(20)),
        _ => None,
    }
}
