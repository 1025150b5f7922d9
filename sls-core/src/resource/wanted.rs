//! What an invocation wants, made fit for use before its handler runs.

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, try_join_all};
use tokio::time::timeout;

use crate::failure::Failure;
use crate::resource::flight::Ask;
use crate::resource::gap::Moment;
use crate::resource::group::Group;
use crate::resource::registry::{Registry, Resources};

/// How many attempts an invocation waits for at most.
const ATTEMPTS: usize = 3;

/// What is kept back of an invocation's time to tell Lambda why it failed.
const REPORTING: Duration = Duration::from_millis(50);

/// What a handler wants, found out once at start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    group: Option<Arc<Group>>,
}

impl Wanted {
    /// Whether nothing is wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.group.is_none()
    }
}

impl Resources {
    /// What a handler wants by type; types that are no resources are left out.
    pub(crate) fn wanted(&self, required: &[TypeId], welcome: &[TypeId]) -> Wanted {
        let Self { registry } = self;
        let find = |ids: &[TypeId]| -> Vec<usize> {
            let mut found: Vec<_> = ids.iter().filter_map(|&id| registry.find(id)).collect();
            found.sort_unstable();
            found
        };
        let (required, mut welcome) = (find(required), find(welcome));
        welcome.retain(|at| !required.contains(at));
        if required.is_empty() && welcome.is_empty() {
            return Wanted::default();
        }
        let mut slots = registry.slots_mut();
        let same = |group: &&Arc<Group>| *group.required == *required && *group.welcome == *welcome;
        if let Some(group) = slots.groups.iter().find(same) {
            return Wanted { group: Some(Arc::clone(group)) };
        }
        let group = Arc::new(Group::new(&registry.nodes, required, welcome));
        slots.groups.push(Arc::clone(&group));
        Wanted { group: Some(group) }
    }

    /// Whether everything wanted can be handed out as it is, which it is then; otherwise it has to
    /// be [mended](Self::mend).
    ///
    /// Apart from that because every invocation asks, and few have to wait.
    pub(crate) fn reuse(&self, wanted: &Wanted, now: Moment) -> bool {
        let Some(group) = &wanted.group else { return true };
        if !group.hand_out(now) && !self.registry.hand_out(group, now) {
            return false;
        }
        if tracing::enabled!(tracing::Level::DEBUG) {
            self.registry.log_reuse(group);
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
        Box::pin(async move {
            match &wanted.group {
                Some(group) => self.registry.mend_all(group, now, remaining).await,
                None => Ok(()),
            }
        })
    }
}

impl Registry {
    /// Hands out what the group did not dare to: others may have used the same meanwhile.
    #[cold]
    fn hand_out(&self, group: &Group, now: Moment) -> bool {
        let mut slots = self.slots_mut();
        slots.note_uses();
        if !group.nodes.iter().all(|&at| slots.all[at].is_fresh(&self.nodes[at], now)) {
            return false;
        }
        group.nodes.iter().for_each(|&at| slots.all[at].note_use(now.nanos()));
        group.refresh(&self.nodes, &slots.all);
        group.count();
        true
    }

    #[cold]
    fn log_reuse(&self, group: &Group) {
        for &at in &group.nodes {
            tracing::debug!(resource = %self.nodes[at].name, "resource reused");
        }
    }

    async fn mend_all(
        self: &Arc<Self>,
        group: &Group,
        now: Moment,
        remaining: Duration,
    ) -> Result<(), Failure> {
        let limit = remaining.saturating_sub(REPORTING);
        let ask = Ask::new(now, limit);
        let builds: Vec<_> = self.builds(group).collect();
        let required = group.required.iter().map(|&at| (at, true));
        let all = required.chain(group.welcome.iter().map(|&at| (at, false)));
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
                Err(_) => return Err(self.late(group, now, limit)),
            },
        };
        let mut slots = self.slots_mut();
        for ((&at, before), after) in group.nodes.iter().zip(builds).zip(self.builds(group)) {
            slots.all[at].note_use(now.nanos());
            if before == after && before > 0 {
                self.nodes[at].counts.reuse();
            }
        }
        group.refresh(&self.nodes, &slots.all);
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

    fn builds<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = u64> + 'a {
        group.nodes.iter().map(|&at| self.nodes[at].counts.builds())
    }

    #[cold]
    fn late(&self, group: &Group, now: Moment, limit: Duration) -> Failure {
        let slots = self.slots();
        let unfit = group.nodes.iter().filter(|&&at| !slots.all[at].is_fresh(&self.nodes[at], now));
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
