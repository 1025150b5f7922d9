//! One attempt for all who wait.
//!
//! Whoever finds a resource unfit for use joins the attempt that is being made to mend it, or
//! begins one. The attempt is a future that all of them poll, and that they alone keep alive:
//! when one is cancelled the others go on where it stood, and when the last one leaves it is
//! dropped, so that nothing half-made is found by an invocation hours later. Nothing but a value
//! outlives it, above all no failure.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared, try_join_all};
use tokio::time::{Instant, timeout};

use crate::error::{Error, chain};
use crate::extract::AnyValue;
use crate::failure::Failure;
use crate::resource::erased::ValueFn;
use crate::resource::gap::Moment;
use crate::resource::node::{Need, Node};
use crate::resource::registry::{Registry, discard};
use crate::resource::slot::Slots;
use crate::runtime::panic::{Panicked, catch_panic};

pub(super) type Flying = BoxFuture<'static, Result<(), Failure>>;
pub(super) type Flight = Shared<Flying>;

/// What a check may take at most.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// When an attempt is asked for, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub(super) now: Moment,
    asked: Instant,
    check_limit: Duration,
}

impl Ask {
    pub(super) fn new(now: Moment, limit: Duration) -> Self {
        // Half of the time is left for the build that a failed check asks for.
        Self { now, asked: Instant::now(), check_limit: CHECK_LIMIT.min(limit / 2) }
    }

    /// The present. Nothing is frozen while an attempt is made, so the one clock is enough.
    fn later(&self) -> Moment {
        self.now.after(self.asked.elapsed())
    }
}

/// What has to be done about a node.
enum Duty {
    Nothing,
    Check(AnyValue),
    Build,
}

impl Registry {
    /// The attempt to make a node fit for use: the one that is being made, or a new one.
    pub(super) fn flight(self: &Arc<Self>, at: usize, ask: Ask) -> Flight {
        let mut slots = self.slots_mut();
        let flight = &mut slots.all[at].flight;
        if let Some(flight) = flight.as_ref().and_then(WeakShared::upgrade) {
            return flight;
        }
        let begun = Arc::clone(self).attempt(at, ask).boxed().shared();
        *flight = begun.downgrade();
        begun
    }

    async fn attempt(self: Arc<Self>, at: usize, ask: Ask) -> Result<(), Failure> {
        let result = self.mend(at, ask).await;
        // Who comes from now on must not be told what became of this attempt.
        self.slots_mut().all[at].flight = None;
        result
    }

    async fn mend(self: &Arc<Self>, at: usize, ask: Ask) -> Result<(), Failure> {
        let node = &self.nodes[at];
        let unfit = node.nodes_needed().filter(|&need| !self.is_settled(need, ask.now));
        try_join_all(unfit.map(|need| self.flight(need, ask))).await?;
        let good = match self.duty(at, ask.now) {
            Duty::Nothing => true,
            Duty::Check(value) => self.passes_check(at, value, ask).await,
            Duty::Build => false,
        };
        if good { Ok(()) } else { self.build(at, ask).await }
    }

    fn duty(&self, at: usize, now: Moment) -> Duty {
        let node = &self.nodes[at];
        let mut slots = self.slots_mut();
        slots.note_uses();
        let slot = &mut slots.all[at];
        let current = slot.made_from.iter().copied().eq(self.builds_needed(node));
        match &slot.value {
            Some(_) if slot.doubted || !current || slot.is_old(node, now) => Duty::Build,
            Some(_) if !slot.is_suspect(node, now) => Duty::Nothing,
            Some(value) if node.check.is_some() => {
                let value = Arc::clone(value);
                // Taken back if it passes. A check that hangs until the invocation is over would
                // otherwise hang in the next one as well.
                slot.doubted = true;
                slots.set_usable(at, false);
                Duty::Check(value)
            }
            Some(_) | None => Duty::Build,
        }
    }

    async fn passes_check(&self, at: usize, value: AnyValue, ask: Ask) -> bool {
        let node = &self.nodes[at];
        let Some(check) = &node.check else { return true };
        let started = Instant::now();
        let outcome = match timeout(ask.check_limit, run(check, value)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Unable { reason, .. })) => Err(reason),
            Err(_) => Err(format!("it took longer than {:?}", ask.check_limit)),
        };
        let milliseconds = started.elapsed().as_millis();
        node.counts.check();
        let problem = match outcome {
            Ok(()) => {
                tracing::debug!(resource = %node.name, milliseconds, "resource checked");
                let mut slots = self.slots_mut();
                slots.all[at].doubted = false;
                slots.all[at].note_use(ask.later().nanos());
                self.judge(&mut slots, at);
                return true;
            }
            Err(problem) => problem,
        };
        node.counts.failed_check();
        tracing::debug!(resource = %node.name, milliseconds, problem, "resource failed its check");
        false
    }

    async fn build(&self, at: usize, ask: Ask) -> Result<(), Failure> {
        let node = &self.nodes[at];
        let (values, made_from) = self.values_needed(node)?;
        let started = Instant::now();
        let outcome = match catch_panic(async { (node.build)(values).await }).await {
            Ok(built) => built.map_err(Unable::from),
            Err(panicked) => Err(Unable::from(panicked)),
        };
        let milliseconds = started.elapsed().as_millis();
        match outcome {
            Ok(value) => {
                if self.publish(at, value, made_from, ask.later()) {
                    tracing::debug!(resource = %node.name, milliseconds, "resource built");
                } else {
                    tracing::debug!(resource = %node.name, milliseconds, "resource rebuilt");
                }
                Ok(())
            }
            Err(unable) => {
                self.withdraw(at);
                let failure = unable.into_failure(node);
                tracing::debug!(
                    resource = %node.name, milliseconds, error = %failure, "resource not built"
                );
                Err(failure)
            }
        }
    }

    fn values_needed(&self, node: &Node) -> Result<(Vec<AnyValue>, Vec<u64>), Failure> {
        let slots = self.slots();
        let values = node.needs.iter().map(|need| match need {
            Need::Given(value) => Ok(Arc::clone(value)),
            Need::Node(at) => slots.all[*at].value.clone().ok_or_else(|| {
                let (name, needed) = (&node.name, &self.nodes[*at].name);
                let problem = format!(
                    "the resource `{name}` could not be built: `{needed}`, which it needs, was \
                     closed"
                );
                Failure::new("Sls.Resource", problem)
            }),
        });
        Ok((values.collect::<Result<_, _>>()?, self.builds_needed(node).collect()))
    }

    /// Makes the value what invocations get from now on; tells whether it is the first.
    fn publish(&self, at: usize, value: AnyValue, made_from: Vec<u64>, now: Moment) -> bool {
        let node = &self.nodes[at];
        let mut slots = self.slots_mut();
        let slot = &mut slots.all[at];
        let replaced = slot.value.replace(value);
        slot.made_from = made_from;
        slot.doubted = false;
        slot.note_build(now);
        let first = node.counts.build();
        for &dependent in &node.dependents {
            slots.set_usable(dependent, false);
        }
        self.judge(&mut slots, at);
        drop(slots);
        discard(node, replaced);
        first
    }

    /// Takes away a value that was not good enough and could not be replaced.
    fn withdraw(&self, at: usize) {
        let node = &self.nodes[at];
        node.counts.failed_build();
        let mut slots = self.slots_mut();
        slots.set_usable(at, false);
        let withdrawn = slots.all[at].value.take();
        drop(slots);
        discard(node, withdrawn);
    }

    /// Says that the value can be used, unless something it was made from has been built since.
    fn judge(&self, slots: &mut Slots, at: usize) {
        let made_from = slots.all[at].made_from.iter().copied();
        let current = made_from.eq(self.builds_needed(&self.nodes[at]));
        slots.set_usable(at, current);
    }

    fn builds_needed<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = u64> + 'a {
        node.nodes_needed().map(|need| self.nodes[need].counts.builds())
    }
}

/// Runs a check, or closes; a panic in it is a failure.
pub(super) async fn run(function: &ValueFn, value: AnyValue) -> Result<(), Unable> {
    Ok(catch_panic(async { function(value).await }).await??)
}

/// Why a function of the user's came to nothing.
pub(super) struct Unable {
    error_type: String,
    pub(super) reason: String,
    place: Option<String>,
}

impl Unable {
    fn into_failure(self, node: &Node) -> Failure {
        let Self { error_type, reason, place } = self;
        let message = format!("the resource `{}` could not be built: {reason}", node.name);
        let failure = Failure::new(error_type, message);
        match place {
            Some(place) => failure.at(place),
            None => failure,
        }
    }
}

impl From<Error> for Unable {
    fn from(error: Error) -> Self {
        Self {
            error_type: error.error_type().to_owned(),
            reason: chain(error.as_std()),
            place: None,
        }
    }
}

impl From<Panicked> for Unable {
    fn from(Panicked { message, place }: Panicked) -> Self {
        Self {
            error_type: "Sls.Panic".to_owned(),
            reason: format!("it panicked: {message}"),
            place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_has_half_of_the_time_and_a_second_at_most() {
        let limit = |millis| {
            Ask::new(Moment::default(), Duration::from_millis(millis)).check_limit.as_millis()
        };
        assert_eq!([80, 1_999, 2_001, 900_000].map(limit), [40, 999, 1_000, 1_000]);
    }
}
