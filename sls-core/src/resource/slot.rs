//! What changes about the resources, and the one lock that it is under.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::WeakShared;

use crate::extract::AnyValue;
use crate::resource::flight::Flying;
use crate::resource::gap::Moment;
use crate::resource::group::Group;
use crate::resource::node::Node;

/// How one resource is doing.
#[derive(Default)]
pub(super) struct Slot {
    pub(super) value: Option<AnyValue>,
    /// How often each needed node had been built when this value was built from it.
    pub(super) made_from: Vec<u64>,
    /// A check of the value failed, or never came to its end.
    pub(super) doubted: bool,
    /// The attempt that is being made, if anybody waits for it.
    pub(super) flight: Option<WeakShared<Flying>>,
    /// Whether the value can be handed out while it is neither suspect nor old.
    usable: bool,
    used: u64,
    built: u64,
}

impl Slot {
    pub(super) fn is_suspect(&self, node: &Node, now: Moment) -> bool {
        node.max_idle == 0 || now.nanos() >= self.used.saturating_add(node.max_idle)
    }

    pub(super) fn is_old(&self, node: &Node, now: Moment) -> bool {
        now.nanos() >= self.expires(node)
    }

    /// Whether it can be handed out as it is.
    pub(super) fn is_fresh(&self, node: &Node, now: Moment) -> bool {
        now.nanos() < self.fresh_until(node)
    }

    pub(super) fn age(&self, now: Moment) -> Option<Duration> {
        let age = now.nanos().saturating_sub(self.built);
        self.value.is_some().then(|| Duration::from_nanos(age))
    }

    pub(super) fn note_use(&mut self, now: u64) {
        self.used = self.used.max(now);
    }

    pub(super) fn note_build(&mut self, now: Moment) {
        self.built = now.nanos();
        self.used = now.nanos();
    }

    /// 0 while it cannot be handed out at all.
    pub(super) fn fresh_until(&self, node: &Node) -> u64 {
        let until = self.used.saturating_add(node.max_idle).min(self.expires(node));
        if self.usable && node.max_idle > 0 { until } else { 0 }
    }

    pub(super) fn expires(&self, node: &Node) -> u64 {
        self.built.saturating_add(node.max_age)
    }
}

/// All slots, and who wants which of them.
#[derive(Default)]
pub(super) struct Slots {
    pub(super) all: Box<[Slot]>,
    pub(super) groups: Vec<Arc<Group>>,
}

impl Slots {
    pub(super) fn new(count: usize) -> Self {
        Self { all: (0..count).map(|_| Slot::default()).collect(), groups: Vec::new() }
    }

    /// Says whether the value can be handed out; if not, nobody gets it without asking here.
    pub(super) fn set_usable(&mut self, at: usize, usable: bool) {
        self.all[at].usable = usable;
        if !usable {
            self.groups_with(at).for_each(Group::recall);
        }
    }

    /// Takes over what the groups handed out by themselves.
    pub(super) fn note_uses(&mut self) {
        for group in &self.groups {
            let used = group.used();
            group.nodes.iter().for_each(|&at| self.all[at].note_use(used));
        }
    }

    pub(super) fn groups_with(&self, at: usize) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.nodes.contains(&at)).map(|group| &**group)
    }
}
