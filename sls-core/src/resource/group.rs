//! What one handler wants, and until when it can have all of that without a look at any of it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::resource::gap::Moment;
use crate::resource::node::Node;
use crate::resource::slot::Slot;

/// Resources that are wanted together.
///
/// While nothing is suspect, an invocation compares one time and counts itself here, however many
/// resources it wants. Whatever happens to one of them takes that permission back.
pub(super) struct Group {
    /// All nodes it comes down to, each after what it needs.
    pub(super) nodes: Box<[usize]>,
    pub(super) required: Box<[usize]>,
    /// What the handler can do without.
    pub(super) welcome: Box<[usize]>,
    /// The shortest of their times.
    max_idle: u64,
    /// Until when all can be handed out as they are; 0 while one cannot. That they can is said
    /// under the lock of the slots only.
    fresh_until: AtomicU64,
    /// When the first of them grows old.
    expires: AtomicU64,
    used: AtomicU64,
    reused: AtomicU64,
}

impl Group {
    pub(super) fn new(all: &[Node], required: Vec<usize>, welcome: Vec<usize>) -> Self {
        let wanted = required.iter().chain(&welcome);
        let mut nodes: Vec<_> = wanted.flat_map(|&at| &all[at].closure).copied().collect();
        nodes.sort_unstable();
        nodes.dedup();
        let max_idle = nodes.iter().map(|&at| all[at].max_idle).min().unwrap_or(u64::MAX);
        Self {
            nodes: nodes.into(),
            required: required.into(),
            welcome: welcome.into(),
            max_idle,
            fresh_until: AtomicU64::new(0),
            expires: AtomicU64::new(0),
            used: AtomicU64::new(0),
            reused: AtomicU64::new(0),
        }
    }

    /// Hands out all of them, if all can be handed out as they are.
    pub(super) fn hand_out(&self, now: Moment) -> bool {
        let fresh = self.fresh_until.load(Ordering::Acquire);
        if now.nanos() >= fresh {
            return false;
        }
        // Time stands still for a tick, so that this is done some times a second at most.
        if self.max_idle < u64::MAX && self.used() < now.nanos() {
            self.prolong(fresh, now.nanos());
        }
        self.count();
        true
    }

    #[cold]
    fn prolong(&self, fresh: u64, now: u64) {
        self.used.fetch_max(now, Ordering::Relaxed);
        let expires = self.expires.load(Ordering::Relaxed);
        let until = now.saturating_add(self.max_idle).min(expires);
        // Only in exchange for what was there: somebody may be taking it back.
        let _ =
            self.fresh_until.compare_exchange(fresh, until, Ordering::Release, Ordering::Relaxed);
    }

    /// From now on until [`refresh`](Self::refresh) nothing is handed out from here.
    pub(super) fn recall(&self) {
        self.fresh_until.store(0, Ordering::Release);
    }

    /// Hands out from here again, for as long as the slots say.
    pub(super) fn refresh(&self, nodes: &[Node], slots: &[Slot]) {
        let earliest = |time: fn(&Slot, &Node) -> u64| {
            let times = self.nodes.iter().map(|&at| time(&slots[at], &nodes[at]));
            times.min().unwrap_or(u64::MAX)
        };
        self.expires.store(earliest(Slot::expires), Ordering::Relaxed);
        self.fresh_until.store(earliest(Slot::fresh_until), Ordering::Release);
    }

    /// Counts an invocation that found everything built.
    pub(super) fn count(&self) {
        self.reused.fetch_add(1, Ordering::Relaxed);
    }

    /// When all of them were last handed out from here.
    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    pub(super) fn reused(&self) -> u64 {
        self.reused.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("required", &self.required)
            .field("welcome", &self.welcome)
            .finish_non_exhaustive()
    }
}
