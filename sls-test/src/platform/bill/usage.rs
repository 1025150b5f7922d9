//! What is counted of invocations, whatever the prices are.

use std::collections::BTreeMap;
use std::iter::Sum;
use std::time::Duration;

/// How many invocations took how long, with how much memory.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::{Prices, Usage};
///
/// // 100 invocations a second of one second each, with 512 MB, for 30 days.
/// let usage = Usage::of(100 * 86_400 * 30, Duration::from_secs(1), 512);
/// assert_eq!(Prices::of_2016().compute_dollars(&usage).round(), 2162.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Equal ones are counted together, so that a day of a stream takes no more room than an hour.
    counts: BTreeMap<Spent, u64>,
}

/// What one invocation spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spent {
    pub(super) memory_mb: u32,
    /// Without the INIT phase, in whole milliseconds.
    pub(super) invoke_ms: u64,
    /// With the INIT phase, in whole milliseconds.
    pub(super) with_init_ms: u64,
}

impl Usage {
    /// So many invocations, each of which took so long.
    #[must_use]
    pub fn of(invocations: u64, duration: Duration, memory_mb: u32) -> Self {
        let mut usage = Self::default();
        usage.add(invocations, duration, Duration::ZERO, memory_mb);
        usage
    }

    /// Invocations that ran, with retries; throttles did not.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(crate) fn add(&mut self, count: u64, invoke: Duration, init: Duration, memory_mb: u32) {
        let (invoke_ms, with_init_ms) = (whole_millis(invoke), whole_millis(init + invoke));
        *self.counts.entry(Spent { memory_mb, invoke_ms, with_init_ms }).or_default() += count;
    }

    pub(super) fn counts(&self) -> impl Iterator<Item = (Spent, u64)> {
        self.counts.iter().map(|(spent, count)| (*spent, *count))
    }
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        let mut sum = Self::default();
        for (spent, count) in usages.flat_map(|usage| usage.counts) {
            *sum.counts.entry(spent).or_default() += count;
        }
        sum
    }
}

/// Rounded up, as Lambda bills it.
pub(crate) fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
