//! The registry as an app uses it.

mod build;
mod close;
mod declare;
mod interleave;
mod probe;
mod thaw;

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use self::probe::{Probe, Thing};
use crate::failure::Failure;
use crate::resource::{AnyResource, Moment, Resource, ResourceStats, Resources, Wanted};

fn registry(declared: Vec<AnyResource>) -> Resources {
    Resources::new(declared, Vec::new(), &|_| None).unwrap()
}

fn at(secs: u64) -> Moment {
    Moment::default().after(Duration::from_secs(secs))
}

/// What happens before a handler runs.
async fn prepare(
    resources: &Resources,
    wanted: &Wanted,
    now: Moment,
    remaining: Duration,
) -> Result<(), Failure> {
    if resources.reuse(wanted, now) {
        return Ok(());
    }
    resources.mend(wanted, now, remaining).await
}

/// What an invocation gets that wants one thing at the given time: which build it comes from.
async fn ask<const N: usize>(resources: &Resources, secs: u64) -> Result<usize, Failure> {
    let id = TypeId::of::<Thing<N>>();
    let wanted = resources.wanted(&[id], &[]);
    prepare(resources, &wanted, at(secs), Duration::MAX).await?;
    Ok(held::<N>(resources).unwrap())
}

/// Which build the value comes from that is there now.
fn held<const N: usize>(resources: &Resources) -> Option<usize> {
    value::<Thing<N>>(resources).map(|thing| thing.build)
}

/// The value of this type, if it is built.
fn value<T: Send + Sync + 'static>(resources: &Resources) -> Option<Arc<T>> {
    let at = resources.types().iter().position(|id| *id == TypeId::of::<T>())?;
    Some(resources.get(at)?.downcast().unwrap())
}

fn stats(resources: &Resources, name: &str) -> ResourceStats {
    let stats = resources.stats(Moment::default());
    stats.into_iter().find(|stats| stats.name == name).unwrap()
}

/// A resource without needs whose build and check are watched.
fn watched<const N: usize>(name: &'static str, probe: &Probe) -> Resource<Thing<N>> {
    let probe = probe.clone();
    Resource::new(name, move || probe.clone().build::<N>())
}
