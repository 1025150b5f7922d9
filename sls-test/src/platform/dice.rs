//! Chance that a seed decides.

use std::time::Duration;

use crate::Ids;

/// Random numbers: the same seed gives the same ones.
#[derive(Debug)]
pub(crate) struct Dice {
    numbers: Ids,
}

impl Dice {
    pub(crate) fn seeded(seed: u64) -> Self {
        // Not the numbers that identifiers are made of.
        Self { numbers: Ids::seeded(seed ^ 0xd1ce_d1ce_d1ce_d1ce) }
    }

    /// A number below `limit`, which is not zero.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        // The bias is below 2^-32 for every limit that anybody asks for.
        self.numbers.number() % limit.max(1)
    }

    /// Whether something happens that happens so many times in a million.
    pub(crate) fn happens(&mut self, per_million: u32) -> bool {
        per_million > 0 && self.below(1_000_000) < u64::from(per_million)
    }

    /// A duration up to and including `limit`, in whole milliseconds.
    pub(crate) fn up_to(&mut self, limit: Duration) -> Duration {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX - 1);
        Duration::from_millis(self.below(limit + 1))
    }
}
