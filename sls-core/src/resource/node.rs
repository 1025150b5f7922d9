//! One resource among the others: what was said of it, and how it is doing.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::WeakShared;

use crate::resource::erased::{AnyResource, AnyValue, BuildFn, Kind, ValueFn};
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
    /// Whether there is a value that nobody doubts. Written under the lock of the slots only.
    usable: AtomicBool,
    /// When it was last handed out.
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
            usable: AtomicBool::new(false),
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
        self.usable.load(Ordering::Acquire) && !self.is_old(now) && !self.is_suspect(now)
    }

    pub(super) fn is_suspect(&self, now: Moment) -> bool {
        elapsed(&self.used, now) >= self.max_idle
    }

    pub(super) fn is_old(&self, now: Moment) -> bool {
        elapsed(&self.built, now) >= self.max_age
    }

    pub(super) fn age(&self, now: Moment) -> Duration {
        Duration::from_nanos(elapsed(&self.built, now))
    }

    pub(super) fn note_use(&self, now: Moment) {
        self.used.store(now.nanos(), Ordering::Relaxed);
    }

    pub(super) fn note_build(&self, now: Moment) {
        self.built.store(now.nanos(), Ordering::Relaxed);
        self.note_use(now);
    }

    pub(super) fn set_usable(&self, usable: bool) {
        self.usable.store(usable, Ordering::Release);
    }
}

fn elapsed(since: &AtomicU64, now: Moment) -> u64 {
    now.nanos().saturating_sub(since.load(Ordering::Relaxed))
}
