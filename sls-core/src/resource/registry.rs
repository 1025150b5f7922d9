//! All resources of an app.

use std::any::TypeId;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use futures_util::future::try_join_all;

use crate::extract::AnyValue;
use crate::failure::Failure;
use crate::resource::erased::AnyResource;
use crate::resource::flight::Ask;
use crate::resource::gap::Moment;
use crate::resource::graph::{Given, link};
use crate::resource::group::Group;
use crate::resource::node::Node;
use crate::resource::slot::Slots;
use crate::resource::stats::ResourceStats;
use crate::runtime::panic;

/// All resources of an app; clones share them.
///
/// Times come from [`Idle`](crate::resource::Idle), so that one scale holds for all of them.
#[derive(Clone)]
pub(crate) struct Resources {
    pub(super) registry: Arc<Registry>,
}

impl Resources {
    /// Links what was declared; `stand_ins` are values in the place of resources, for tests.
    ///
    /// # Errors
    /// Two resources of one type, a type that is needed and not there, circles, values that replace
    /// nothing: all of them.
    pub(crate) fn new(
        declared: Vec<AnyResource>,
        stand_ins: Vec<AnyResource>,
        given: &Given<'_>,
    ) -> Result<Self, Vec<String>> {
        let nodes = link(declared, stand_ins, given)?;
        let registry = Registry {
            ids: nodes.iter().map(|node| node.kind.id).collect(),
            slots: RwLock::new(Slots::new(nodes.len())),
            nodes: nodes.into(),
        };
        Ok(Self { registry: Arc::new(registry) })
    }

    /// The types of all resources; they are at the same position for [`get`](Self::get).
    pub(crate) fn types(&self) -> &[TypeId] {
        &self.registry.ids
    }

    /// The value, if it is built.
    pub(crate) fn get(&self, at: usize) -> Option<AnyValue> {
        self.registry.slots().all.get(at)?.value.clone()
    }

    /// Builds everything eager, at the same time where nothing has to wait for another.
    ///
    /// # Errors
    /// The first required resource that cannot be built. Optional ones are logged.
    ///
    /// # Cancellation
    /// What is half-built is dropped; what is built stays.
    pub(crate) async fn init(&self, now: Moment) -> Result<(), Failure> {
        let Self { registry } = self;
        let ask = Ask::new(now, Duration::MAX);
        let eager = (0..registry.nodes.len()).filter(|&at| registry.nodes[at].eager);
        let builds = eager.map(|at| async move {
            let node = &registry.nodes[at];
            match registry.flight(at, ask).await {
                Err(failure) if !node.required => {
                    tracing::warn!(
                        resource = %node.name, error = %failure, "starting without a resource"
                    );
                    Ok(())
                }
                result => result,
            }
        });
        try_join_all(builds).await.map(drop)
    }

    /// Builds again, after a restore from a snapshot, what [`close`](Self::close) took away.
    ///
    /// # Errors
    /// As [`init`](Self::init).
    pub(crate) async fn restore(&self, now: Moment) -> Result<(), Failure> {
        self.init(now).await
    }

    /// What became of each resource, in the order in which they are built.
    pub(crate) fn stats(&self, now: Moment) -> Vec<ResourceStats> {
        let slots = self.registry.slots();
        let nodes = self.registry.nodes.iter().enumerate();
        nodes
            .map(|(at, node)| {
                let mut stats = node.counts.stats(node.name.clone(), slots.all[at].age(now));
                stats.reused += slots.groups_with(at).map(Group::reused).sum::<u64>();
                stats
            })
            .collect()
    }
}

impl fmt::Debug for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.registry.nodes.iter().map(|node| &*node.name);
        f.debug_tuple("Resources").field(&names.collect::<Vec<_>>()).finish()
    }
}

/// What the handles and the attempts share.
pub(super) struct Registry {
    // Apart from the nodes, so that a search walks little memory.
    ids: Box<[TypeId]>,
    pub(super) nodes: Box<[Node]>,
    /// One lock for all: it is held for a few instructions, and never while anything runs that is
    /// not ours.
    slots: RwLock<Slots>,
}

impl Registry {
    pub(super) fn find(&self, id: TypeId) -> Option<usize> {
        self.ids.iter().position(|other| *other == id)
    }

    /// Whether a node and everything it needs can be handed out as they are.
    pub(super) fn is_settled(&self, at: usize, now: Moment) -> bool {
        let slots = self.slots();
        self.nodes[at].closure.iter().all(|&at| slots.all[at].is_fresh(&self.nodes[at], now))
    }

    pub(super) fn slots(&self) -> RwLockReadGuard<'_, Slots> {
        self.slots.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn slots_mut(&self) -> RwLockWriteGuard<'_, Slots> {
        self.slots.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops a value, outside of all locks, even if its destructor panics.
pub(super) fn discard(node: &Node, value: Option<AnyValue>) {
    if let Err(panicked) = panic::call(|| drop(value)) {
        tracing::error!(
            resource = %node.name,
            problem = panicked.message,
            place = panicked.place,
            "dropping a resource panicked"
        );
    }
}
