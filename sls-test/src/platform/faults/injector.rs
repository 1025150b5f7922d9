//! Who decides at each turn whether something goes wrong, and counts it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use super::{Fault, Faults, Injected};
use crate::platform::dice::Dice;

/// The faults of one cloud: wished for, left to chance, and past.
#[derive(Debug, Default)]
pub(crate) struct Injector {
    chance: Option<(Faults, Dice)>,
    /// By function and by how many more of its invocations, or events, come first.
    wishes: Vec<Wish>,
    /// Only these happen, if it is said; the others are counted and do not.
    only: Option<BTreeSet<u32>>,
    injected: Vec<Injected>,
    last: u32,
    /// Requests that chance has made fail once.
    failed: BTreeSet<String>,
    /// Whether chance made the last invocation of a function fail.
    failing: BTreeMap<String, bool>,
}

#[derive(Debug)]
struct Wish {
    function: String,
    /// 1 is the next one.
    countdown: u32,
    fault: Fault,
}

impl Injector {
    pub(crate) fn set_chance(&mut self, faults: Faults) {
        let dice = Dice::seeded(faults.seed);
        self.chance = Some((faults, dice));
    }

    pub(crate) fn set_only(&mut self, numbers: BTreeSet<u32>) {
        self.only = Some(numbers);
    }

    pub(crate) fn wish(&mut self, function: &str, countdown: u32, fault: Fault) {
        self.wishes.push(Wish { function: function.to_owned(), countdown, fault });
    }

    pub(crate) fn injected(&self) -> &[Injected] {
        &self.injected
    }

    /// What goes wrong with an invocation that is about to begin.
    pub(crate) fn of_invocation(
        &mut self,
        now: SystemTime,
        function: &str,
        request_id: &str,
    ) -> Option<&Injected> {
        let wished = self.wished(function, false);
        let failing = self.failing.insert(function.to_owned(), false).unwrap_or_default();
        let fault = wished.or_else(|| {
            let (faults, dice) = self.chance.as_mut()?;
            let fault = faults.of_invocation(dice)?;
            if fault.fails() {
                if failing || !self.failed.insert(request_id.to_owned()) {
                    return None;
                }
                self.failing.insert(function.to_owned(), true);
            }
            Some(fault)
        })?;
        self.count(now, function, fault)
    }

    /// What goes wrong with an event on its way to a function.
    pub(crate) fn of_event(&mut self, now: SystemTime, function: &str) -> Option<&Injected> {
        let fault = self.wished(function, true).or_else(|| {
            let (faults, dice) = self.chance.as_mut()?;
            faults.of_event(dice)
        })?;
        self.count(now, function, fault)
    }

    fn wished(&mut self, function: &str, of_event: bool) -> Option<Fault> {
        let mut due = None;
        self.wishes.retain_mut(|wish| {
            if wish.function != function || wish.fault.is_of_event() != of_event {
                return true;
            }
            wish.countdown = wish.countdown.saturating_sub(1);
            // Two for one are one after the other.
            if wish.countdown > 0 || due.is_some() {
                return true;
            }
            due = Some(wish.fault);
            false
        });
        due
    }

    fn count(&mut self, at: SystemTime, function: &str, fault: Fault) -> Option<&Injected> {
        self.last += 1;
        let number = self.last;
        if self.only.as_ref().is_some_and(|only| !only.contains(&number)) {
            return None;
        }
        self.injected.push(Injected { number, at, function: function.to_owned(), fault });
        self.injected.last()
    }
}
