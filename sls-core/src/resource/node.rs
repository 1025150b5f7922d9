//! One resource among the others: what was said of it, and how it is doing.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::WeakShared;

use crate::extract::AnyValue;
use crate::resource::erased::{AnyResource, BuildFn, Kind, ValueFn};
use crate::resource::flight::Flying;
use crate::resource::gap::{Moment, nanos};
use crate::resource::stats::Counts;

/// When a checked resource is suspect, if nobody said so: peers keep idle connections for some
/// seconds at least, and a check is nothing beside a second without work.
const CHECKED_MAX_IDLE: Duration = Duration::from_secs(1);

/// What does not change about a resource, and what every invocation looks at.
pub(super) struct Node {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
    pub(super) eager: bool,
    pub(super) required: bool,
    pub(super) build: Box<BuildFn>,
    pub(super) check: Option<Box<ValueFn>>,
    pub(super) close: Option<Box<ValueFn>>,
    pub(super) needs: Vec<Need>,
    /// All nodes that this one needs, however indirectly, and itself, last.
    pub(super) closure: Vec<usize>,
    /// All nodes that need this one, however indirectly.
    pub(super) dependents: Vec<usize>,
    /// How many nodes stand above this one in the longest chain of dependents.
    pub(super) rank: usize,
    pub(super) counts: Counts,
    max_idle: u64,
    max_age: u64,
    /// Until when it can be handed out as it is; 0 while it cannot. That it can is said under the
    /// lock of the slots only.
    fresh_until: AtomicU64,
    used: AtomicU64,
    built: AtomicU64,
}

/// What a build is given.
pub(super) enum Need {
    /// The value of another node.
    Node(usize),
    /// A value that was there from the start.
    Given(AnyValue),
}

/// What changes about a resource, but seldom.
#[derive(Default)]
pub(super) struct Slot {
    pub(super) value: Option<AnyValue>,
    /// How often each needed node had been built when this value was built from it.
    pub(super) made_from: Vec<u64>,
    /// A check of the value failed, or never came to its end.
    pub(super) doubted: bool,
    /// The attempt that is being made, if anybody waits for it.
    pub(super) flight: Option<WeakShared<Flying>>,
}

impl Node {
    pub(super) fn new(resource: AnyResource, needs: Vec<Need>) -> Self {
        let AnyResource {
            name, kind, build, check, close, eager, required, max_idle, max_age, ..
        } = resource;
        let max_idle = max_idle.or_else(|| check.is_some().then_some(CHECKED_MAX_IDLE));
        Self {
            name,
            kind,
            eager,
            required,
            build,
            check,
            close,
            needs,
            closure: Vec::new(),
            dependents: Vec::new(),
            rank: 0,
            counts: Counts::default(),
            max_idle: max_idle.map_or(u64::MAX, nanos),
            max_age: max_age.map_or(u64::MAX, nanos),
            fresh_until: AtomicU64::new(0),
            used: AtomicU64::new(0),
            built: AtomicU64::new(0),
        }
    }

    pub(super) fn nodes_needed(&self) -> impl Iterator<Item = usize> + '_ {
        self.needs.iter().filter_map(|need| match need {
            Need::Node(node) => Some(*node),
            Need::Given(_) => None,
        })
    }

    /// Whether it can be handed out as it is.
    pub(super) fn is_fresh(&self, now: Moment) -> bool {
        now.nanos() < self.fresh_until.load(Ordering::Acquire)
    }

    pub(super) fn is_suspect(&self, now: Moment) -> bool {
        now.nanos() >= self.used.load(Ordering::Relaxed).saturating_add(self.max_idle)
    }

    pub(super) fn is_old(&self, now: Moment) -> bool {
        now.nanos() >= self.expires()
    }

    pub(super) fn age(&self, now: Moment) -> Duration {
        Duration::from_nanos(now.nanos().saturating_sub(self.built.load(Ordering::Relaxed)))
    }

    /// Notes that it is handed out.
    pub(super) fn note_use(&self, now: Moment) {
        if self.max_idle == u64::MAX || self.used.load(Ordering::Relaxed) == now.nanos() {
            return;
        }
        self.used.store(now.nanos(), Ordering::Relaxed);
        let fresh = self.fresh_until.load(Ordering::Relaxed);
        if fresh > 0 {
            // Only in exchange for what was there: somebody may be saying that it is not fit.
            let until = self.will_be_fresh(now.nanos());
            let _ = self.fresh_until.compare_exchange(
                fresh,
                until,
                Ordering::Release,
                Ordering::Relaxed,
            );
        }
    }

    pub(super) fn note_build(&self, now: Moment) {
        self.built.store(now.nanos(), Ordering::Relaxed);
        self.used.store(now.nanos(), Ordering::Relaxed);
    }

    pub(super) fn set_usable(&self, usable: bool) {
        let until = match usable {
            true => self.will_be_fresh(self.used.load(Ordering::Relaxed)),
            false => 0,
        };
        self.fresh_until.store(until, Ordering::Release);
    }

    fn will_be_fresh(&self, used: u64) -> u64 {
        used.saturating_add(self.max_idle).min(self.expires())
    }

    fn expires(&self) -> u64 {
        self.built.load(Ordering::Relaxed).saturating_add(self.max_age)
    }
}
