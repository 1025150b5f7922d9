//! Prices of Lambda, as data.

use super::Usage;

/// What Lambda charges, in dollars, with what is free.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::{Prices, Usage};
///
/// let mut prices = Prices::today().without_free_tier();
/// prices.per_million_requests = 0.25;
/// let usage = Usage::of(4_000_000, Duration::from_millis(3), 128);
/// assert_eq!(prices.request_dollars(&usage), 1.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Prices {
    /// What the billed time of an invocation is rounded up to, in milliseconds.
    pub step_ms: u64,
    /// Whether the INIT phase is billed.
    pub init_is_billed: bool,
    /// The price of one million requests.
    pub per_million_requests: f64,
    /// The price of a GB-second, the first tier first.
    pub tiers: Vec<Tier>,
    /// What the price of one step is rounded to, where it is published by memory; 0 is not at all.
    pub step_price_unit: f64,
    /// Requests that are free each month.
    pub free_requests: u64,
    /// GB-seconds that are free each month.
    pub free_gb_seconds: f64,
}

/// The price of GB-seconds, up to a number of them in a month.
///
/// # Example
/// ```
/// use sls_test::platform::Prices;
///
/// let tiers = Prices::today().tiers;
/// assert!(tiers[0].per_gb_second > tiers[1].per_gb_second);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tier {
    /// Where the tier ends, counted from the first GB-second of the month.
    pub up_to_gb_seconds: f64,
    /// In dollars.
    pub per_gb_second: f64,
}

impl Prices {
    /// List prices of x86 in us-east-1, as of 2026.
    #[must_use]
    pub fn today() -> Self {
        Self {
            step_ms: 1,
            init_is_billed: true,
            per_million_requests: 0.20,
            tiers: tiers([
                (6e9, 0.000_016_666_7),
                (15e9, 0.000_015),
                (f64::INFINITY, 0.000_013_333_4),
            ]),
            step_price_unit: 0.0,
            free_requests: 1_000_000,
            free_gb_seconds: 400_000.0,
        }
    }

    /// List prices of arm64 in us-east-1, as of 2026.
    #[must_use]
    pub fn today_on_arm() -> Self {
        Self {
            tiers: tiers([
                (7.5e9, 0.000_013_333_4),
                (18.75e9, 0.000_012_000_1),
                (f64::INFINITY, 0.000_010_666_7),
            ]),
            ..Self::today()
        }
    }

    /// List prices of 2016: steps of 100 ms, INIT not billed, a price for each memory size.
    #[must_use]
    pub fn of_2016() -> Self {
        Self {
            step_ms: 100,
            init_is_billed: false,
            tiers: tiers([(f64::INFINITY, 0.000_016_67)]),
            step_price_unit: 0.000_000_001,
            ..Self::today()
        }
    }

    /// The same, with nothing for free.
    #[must_use]
    pub fn without_free_tier(self) -> Self {
        Self { free_requests: 0, free_gb_seconds: 0.0, ..self }
    }

    /// Billed milliseconds, each invocation rounded up to a step.
    #[must_use]
    pub fn billed_ms(&self, usage: &Usage) -> u64 {
        self.billed(usage).map(|(_, ms)| ms).sum()
    }

    /// Billed time, weighted with memory: 1024 MB for one second is 1.
    #[must_use]
    pub fn gb_seconds(&self, usage: &Usage) -> f64 {
        self.billed(usage).map(|(memory_mb, ms)| gb_seconds(memory_mb, ms)).sum()
    }

    /// The list price of the billed time, as if nothing were free.
    #[must_use]
    pub fn compute_dollars(&self, usage: &Usage) -> f64 {
        if self.step_price_unit > 0.0 {
            self.billed(usage).map(|(memory_mb, ms)| self.by_step(memory_mb, ms)).sum()
        } else {
            self.by_tier(self.gb_seconds(usage))
        }
    }

    /// The list price of the requests, as if none were free.
    #[must_use]
    pub fn request_dollars(&self, usage: &Usage) -> f64 {
        number(usage.requests()) / 1e6 * self.per_million_requests
    }

    /// What is left to pay for both in a month in which nothing else runs.
    #[must_use]
    pub fn dollars(&self, usage: &Usage) -> f64 {
        let paid = usage.requests().saturating_sub(self.free_requests);
        let requests = number(paid) / 1e6 * self.per_million_requests;
        let free = self.by_tier(self.free_gb_seconds);
        requests + (self.compute_dollars(usage) - free).max(0.0)
    }

    /// The price of so many GB-seconds, from the first one of the month.
    fn by_tier(&self, gb_seconds: f64) -> f64 {
        let mut from = 0.0;
        let mut dollars = 0.0;
        for tier in &self.tiers {
            dollars += (gb_seconds.min(tier.up_to_gb_seconds) - from).max(0.0) * tier.per_gb_second;
            from = tier.up_to_gb_seconds;
        }
        dollars
    }

    /// The price of steps of an invocation, as the table for its memory has it.
    fn by_step(&self, memory_mb: u32, ms: u64) -> f64 {
        let exact = self.by_tier(gb_seconds(memory_mb, self.step_ms));
        // A price in the middle is rounded up, which the last bit of a float must not decide.
        let step = (exact / self.step_price_unit + 1e-6).round() * self.step_price_unit;
        step * number(ms / self.step_ms.max(1))
    }

    /// Memory and billed milliseconds, of equal invocations together.
    fn billed(&self, usage: &Usage) -> impl Iterator<Item = (u32, u64)> {
        usage.counts().map(|(spent, count)| {
            let ms = if self.init_is_billed { spent.with_init_ms } else { spent.invoke_ms };
            (spent.memory_mb, count * ms.next_multiple_of(self.step_ms.max(1)))
        })
    }
}

fn tiers<const N: usize>(tiers: [(f64, f64); N]) -> Vec<Tier> {
    let tier = |(up_to_gb_seconds, per_gb_second)| Tier { up_to_gb_seconds, per_gb_second };
    tiers.map(tier).to_vec()
}

fn gb_seconds(memory_mb: u32, ms: u64) -> f64 {
    f64::from(memory_mb) / 1024.0 * number(ms) / 1000.0
}

/// Exact up to nine quadrillion.
fn number(count: u64) -> f64 {
    count as f64
}
