//! One resource among the others: what was said of it, and what follows from that.

use std::borrow::Cow;
use std::time::Duration;

use crate::extract::AnyValue;
use crate::resource::erased::{AnyResource, BuildFn, Kind, ValueFn};
use crate::resource::gap::{TICK, nanos};
use crate::resource::stats::Counts;

/// When a checked resource is suspect, if nobody said so: peers keep idle connections for some
/// seconds at least, and a check is nothing beside a second without work.
const CHECKED_MAX_IDLE: Duration = Duration::from_secs(1);

/// What does not change about a resource, and how often what was done.
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
    /// In nanoseconds; 0 for what is always suspect.
    pub(super) max_idle: u64,
    pub(super) max_age: u64,
}

/// What a build is given.
pub(super) enum Need {
    /// The value of another node.
    Node(usize),
    /// A value that was there from the start.
    Given(AnyValue),
}

impl Node {
    pub(super) fn new(resource: AnyResource, needs: Vec<Need>) -> Self {
        let AnyResource {
            name, kind, build, check, close, eager, required, max_idle, max_age, ..
        } = resource;
        let max_idle = max_idle.or_else(|| check.is_some().then_some(CHECKED_MAX_IDLE));
        // What is shorter than a tick has passed at any time.
        let max_idle = max_idle.map(|time| if time < TICK { Duration::ZERO } else { time });
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
        }
    }

    pub(super) fn nodes_needed(&self) -> impl Iterator<Item = usize> + '_ {
        self.needs.iter().filter_map(|need| match need {
            Need::Node(node) => Some(*node),
            Need::Given(_) => None,
        })
    }
}
