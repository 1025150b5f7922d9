//! How likely each fault is.

use std::time::Duration;

use super::Fault;
use crate::platform::dice::Dice;

/// Which faults happen by chance, and how often.
///
/// The same seed gives the same faults to the same calls. Chance never lets one invocation fail
/// twice in a row, nor two different ones of a function in direct succession, so that retries can do
/// their work.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use sls_test::Cloud;
/// use sls_test::platform::{Faults, Function, Outcome, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("pay"), Script::always(Outcome::ok()));
/// cloud.faults(Faults::none(7).duplicate(1.0, Duration::from_secs(5)));
/// function.invoke_async("{}");
/// cloud.run_until_idle().await;
/// assert_eq!(function.invocations().len(), 2);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Faults {
    pub(super) seed: u64,
    crash_before_reply: u32,
    crash_at_await: u32,
    crash_after_reply: u32,
    lost_reply: u32,
    throttle: u32,
    clock_jump: (u32, Duration),
    delay: (u32, Duration),
    duplicate: (u32, Duration),
}

impl Faults {
    /// No fault by chance, until one is given a probability.
    pub fn none(seed: u64) -> Self {
        let never = (0, Duration::ZERO);
        Self {
            seed,
            crash_before_reply: 0,
            crash_at_await: 0,
            crash_after_reply: 0,
            lost_reply: 0,
            throttle: 0,
            clock_jump: never,
            delay: never,
            duplicate: never,
        }
    }

    /// Some of everything but clock jumps: about one invocation in five and one event in three.
    pub fn seeded(seed: u64) -> Self {
        Self::none(seed)
            .crash_before_reply(0.03)
            .crash_at_await(0.05)
            .crash_after_reply(0.05)
            .lost_reply(0.03)
            .throttle(0.03)
            .delay(0.2, Duration::from_secs(10))
            .duplicate(0.1, Duration::from_secs(10))
    }

    /// How likely [`Fault::CrashBeforeReply`] is at each invocation, from 0 to 1.
    pub fn crash_before_reply(mut self, probability: f64) -> Self {
        self.crash_before_reply = per_million(probability);
        self
    }

    /// How likely [`Fault::CrashAtAwait`] is at each invocation, from 0 to 1.
    pub fn crash_at_await(mut self, probability: f64) -> Self {
        self.crash_at_await = per_million(probability);
        self
    }

    /// How likely [`Fault::CrashAfterReply`] is at each invocation, from 0 to 1.
    pub fn crash_after_reply(mut self, probability: f64) -> Self {
        self.crash_after_reply = per_million(probability);
        self
    }

    /// How likely [`Fault::LostReply`] is at each invocation, from 0 to 1.
    pub fn lost_reply(mut self, probability: f64) -> Self {
        self.lost_reply = per_million(probability);
        self
    }

    /// How likely [`Fault::Throttle`] is at each invocation, from 0 to 1.
    pub fn throttle(mut self, probability: f64) -> Self {
        self.throttle = per_million(probability);
        self
    }

    /// How likely [`Fault::ClockJump`] is at each invocation, from 0 to 1, and how far at most.
    pub fn clock_jump(mut self, probability: f64, up_to: Duration) -> Self {
        self.clock_jump = (per_million(probability), up_to);
        self
    }

    /// How likely [`Fault::Delay`] is for each event, from 0 to 1, and how long at most.
    pub fn delay(mut self, probability: f64, up_to: Duration) -> Self {
        self.delay = (per_million(probability), up_to);
        self
    }

    /// How likely [`Fault::Duplicate`] is for each event, from 0 to 1, and how late at most.
    pub fn duplicate(mut self, probability: f64, up_to: Duration) -> Self {
        self.duplicate = (per_million(probability), up_to);
        self
    }

    /// What happens to the next invocation, if anything.
    pub(super) fn of_invocation(&self, dice: &mut Dice) -> Option<Fault> {
        if dice.happens(self.crash_before_reply) {
            Some(Fault::CrashBeforeReply)
        } else if dice.happens(self.crash_at_await) {
            // Most handlers wait for a few things; one that waits for fewer crashes at its end.
            Some(Fault::CrashAtAwait(
                1 + u32::from(dice.happens(500_000)) + u32::from(dice.happens(500_000)),
            ))
        } else if dice.happens(self.crash_after_reply) {
            Some(Fault::CrashAfterReply)
        } else if dice.happens(self.lost_reply) {
            Some(Fault::LostReply)
        } else if dice.happens(self.throttle) {
            Some(Fault::Throttle)
        } else {
            let (probability, up_to) = self.clock_jump;
            dice.happens(probability).then(|| Fault::ClockJump(dice.up_to(up_to)))
        }
    }

    /// What happens to the next event, if anything.
    pub(super) fn of_event(&self, dice: &mut Dice) -> Option<Fault> {
        let (delayed, doubled) = (self.delay, self.duplicate);
        if dice.happens(delayed.0) {
            Some(Fault::Delay(dice.up_to(delayed.1)))
        } else {
            dice.happens(doubled.0).then(|| Fault::Duplicate(dice.up_to(doubled.1)))
        }
    }
}

/// 0.25 is 250,000; what is no probability is the nearest one.
fn per_million(probability: f64) -> u32 {
    (probability.clamp(0.0, 1.0) * 1e6).round() as u32
}
