//! What an invocation wants, made fit for use before its handler runs.

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, try_join_all};
use tokio::time::timeout;

use crate::failure::Failure;
use crate::resource::flight::Ask;
use crate::resource::gap::Moment;
use crate::resource::registry::{Registry, Resources};

/// How many attempts an invocation waits for at most.
const ATTEMPTS: usize = 3;

/// What is kept back of an invocation's time to tell Lambda why it failed.
const REPORTING: Duration = Duration::from_millis(50);

/// What a handler wants, found out once at start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// All nodes it comes down to, each after what it needs.
    nodes: Vec<usize>,
    required: Vec<usize>,
    /// What the handler can do without.
    welcome: Vec<usize>,
}

impl Wanted {
    /// Whether nothing is wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

impl Resources {
    /// What a handler wants by type; types that are no resources are left out.
    pub(crate) fn wanted(&self, required: &[TypeId], welcome: &[TypeId]) -> Wanted {
        let Self { registry } = self;
        let find = |ids: &[TypeId]| -> Vec<usize> {
            ids.iter().filter_map(|&id| registry.find(id)).collect()
        };
        let (required, mut welcome) = (find(required), find(welcome));
        welcome.retain(|at| !required.contains(at));
        let all = required.iter().chain(&welcome);
        let mut nodes: Vec<_> = all.flat_map(|&at| &registry.nodes[at].closure).copied().collect();
        nodes.sort_unstable();
        nodes.dedup();
        Wanted { nodes, required, welcome }
    }

    /// Whether everything wanted can be handed out as it is, which it is then; otherwise it has to
    /// be [mended](Self::mend).
    ///
    /// Apart from that because every invocation asks, and few have to wait.
    pub(crate) fn reuse(&self, wanted: &Wanted, now: Moment) -> bool {
        let nodes = &self.registry.nodes;
        if !wanted.nodes.iter().all(|&at| nodes[at].is_fresh(now)) {
            return false;
        }
        for &at in &wanted.nodes {
            nodes[at].note_use(now);
            nodes[at].counts.reuse();
        }
        if tracing::enabled!(tracing::Level::DEBUG) {
            self.registry.log_reuse(wanted);
        }
        true
    }

    /// Makes everything wanted fit for use: built, checked if suspect, built anew if old.
    ///
    /// # Errors
    /// Something that the handler cannot do without is not ready in the time that remains.
    ///
    /// # Cancellation
    /// Others who wait for the same go on; without others what is half-built is dropped.
    pub(crate) fn mend<'a>(
        &'a self,
        wanted: &'a Wanted,
        now: Moment,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        // Boxed: it is large, and every invocation's future would have to have room for it.
        Box::pin(self.registry.mend_all(wanted, now, remaining))
    }
}

impl Registry {
    #[cold]
    fn log_reuse(&self, wanted: &Wanted) {
        for &at in &wanted.nodes {
            tracing::debug!(resource = %self.nodes[at].name, "resource reused");
        }
    }

    async fn mend_all(
        self: &Arc<Self>,
        wanted: &Wanted,
        now: Moment,
        remaining: Duration,
    ) -> Result<(), Failure> {
        let limit = remaining.saturating_sub(REPORTING);
        let ask = Ask::new(now, limit);
        let builds: Vec<_> = self.builds(wanted).collect();
        let required = wanted.required.iter().map(|&at| (at, true));
        let all = required.chain(wanted.welcome.iter().map(|&at| (at, false)));
        let unfit = all.filter(|&(at, _)| !self.is_settled(at, now));
        let mended = try_join_all(unfit.map(|(at, required)| async move {
            match self.mend_one(at, ask).await {
                Err(failure) if !required => {
                    let name = &self.nodes[at].name;
                    tracing::warn!(resource = %name, error = %failure, "going on without a resource");
                    Ok(())
                }
                result => result,
            }
        }));
        // Without an end there is no need for a timer, nor for the runtime that drives it.
        match remaining {
            Duration::MAX => mended.await?,
            _ => match timeout(limit, mended).await {
                Ok(mended) => mended?,
                Err(_) => return Err(self.late(wanted, now, limit)),
            },
        };
        for ((&at, before), after) in wanted.nodes.iter().zip(builds).zip(self.builds(wanted)) {
            let node = &self.nodes[at];
            node.note_use(now);
            if before == after && before > 0 {
                node.counts.reuse();
            }
        }
        Ok(())
    }

    async fn mend_one(self: &Arc<Self>, at: usize, ask: Ask) -> Result<(), Failure> {
        let mut attempts = 1;
        loop {
            match self.flight(at, ask).await {
                Err(_) if attempts < ATTEMPTS => attempts += 1,
                result => return result,
            }
        }
    }

    fn builds<'a>(&'a self, wanted: &'a Wanted) -> impl Iterator<Item = u64> + 'a {
        wanted.nodes.iter().map(|&at| self.nodes[at].counts.builds())
    }

    #[cold]
    fn late(&self, wanted: &Wanted, now: Moment, limit: Duration) -> Failure {
        let unfit = wanted.nodes.iter().filter(|&&at| !self.nodes[at].is_fresh(now));
        let names: Vec<_> = unfit.map(|&at| format!("`{}`", self.nodes[at].name)).collect();
        Failure::new(
            "Sls.Resource",
            format!(
                "these resources were not ready within {limit:?}, the time that was left to the \
                 invocation: {}",
                names.join(", ")
            ),
        )
    }
}
