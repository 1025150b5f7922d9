//! The end of all resources, or a break before a snapshot.

use std::time::Duration;

use futures_util::future::{WeakShared, join_all};
use tokio::time::{Instant, timeout};

use crate::resource::flight::run;
use crate::resource::registry::{Registry, Resources, discard};

impl Resources {
    /// Whether any of them is closed, and not only dropped.
    #[cfg(all(unix, feature = "shutdown"))]
    pub(crate) fn close_any(&self) -> bool {
        self.registry.nodes.iter().any(|node| node.close.is_some())
    }

    /// Closes what was built and takes it away: first what needs others, then the others.
    ///
    /// Afterwards everything is as before the start, except for the counts. What does not close
    /// within the limit is logged and dropped. An invocation that begins meanwhile may build again.
    pub(crate) async fn close(&self, limit: Duration) {
        let Self { registry } = self;
        let started = Instant::now();
        let ranks = registry.nodes.iter().map(|node| node.rank + 1).max().unwrap_or(0);
        for rank in 0..ranks {
            // One that hangs must not take the time of all that come after it.
            let left = u32::try_from(ranks - rank).unwrap_or(u32::MAX);
            let share = limit.saturating_sub(started.elapsed()) / left;
            let nodes = (0..registry.nodes.len()).filter(|&at| registry.nodes[at].rank == rank);
            join_all(nodes.map(|at| registry.close(at, share))).await;
        }
    }
}

impl Registry {
    async fn close(&self, at: usize, limit: Duration) {
        let node = &self.nodes[at];
        let flight = self.slots().all[at].flight.as_ref().and_then(WeakShared::upgrade);
        if let Some(flight) = flight {
            // Whatever comes of it: what it leaves is closed.
            let _ = timeout(limit, flight).await;
        }
        let value = {
            let mut slots = self.slots_mut();
            slots.set_usable(at, false);
            slots.all[at].value.take()
        };
        if let (Some(close), Some(value)) = (&node.close, &value) {
            let started = Instant::now();
            let problem = match timeout(limit, run(close, value.clone())).await {
                Ok(Ok(())) => None,
                Ok(Err(unable)) => Some(unable.reason),
                Err(_) => Some(format!("it took longer than {} ms", limit.as_millis())),
            };
            let milliseconds = started.elapsed().as_millis();
            match problem {
                None => tracing::debug!(resource = %node.name, milliseconds, "resource closed"),
                Some(problem) => {
                    tracing::warn!(
                        resource = %node.name, milliseconds, problem, "resource not closed"
                    );
                }
            }
        }
        discard(node, value);
    }
}
