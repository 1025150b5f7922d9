//! The end, and the break before a snapshot.

use std::future::pending;
use std::time::Duration;

use super::probe::{Probe, Thing};
use super::{ask, at, held, prepare, registry, stats, watched};
use crate::extract::State;
use crate::resource::{AnyResource, Moment, Resource};

const LIMIT: Duration = Duration::from_secs(5);

/// A resource that notes when it is closed.
fn noted<const N: usize>(resource: Resource<Thing<N>>, probe: &Probe) -> Resource<Thing<N>> {
    let (probe, name) = (probe.clone(), ["zero", "one", "two", "three"][N]);
    resource.close(move |_: State<Thing<N>>| {
        let probe = probe.clone();
        async move { probe.log(name) }
    })
}

fn chain(probe: &Probe) -> Vec<AnyResource> {
    let one =
        Resource::<Thing<1>>::new("one", async |zero: State<Thing<0>>| Thing { build: zero.build });
    let two = Resource::<Thing<2>>::new("two", async |_: State<Thing<0>>, one: State<Thing<1>>| {
        Thing { build: one.build }
    });
    vec![
        noted(two, probe).into(),
        noted(watched::<0>("zero", probe), probe).into(),
        noted(one, probe).into(),
        noted(watched::<3>("three", probe).lazy(), probe).into(),
    ]
}

#[tokio::test]
async fn what_needs_others_is_closed_before_them_and_what_was_not_built_is_not() {
    let probe = Probe::default();
    let resources = registry(chain(&probe));
    resources.init(Moment::default()).await.unwrap();
    resources.close(LIMIT).await;
    assert_eq!(probe.logged(), ["two", "one", "zero"]);
    assert_eq!((held::<0>(&resources), held::<2>(&resources)), (None, None));
    resources.close(LIMIT).await;
    assert_eq!(probe.logged().len(), 3);
}

#[tokio::test]
async fn after_a_restore_everything_is_built_again() {
    let probe = Probe::default();
    let resources = registry(chain(&probe));
    resources.init(Moment::default()).await.unwrap();
    resources.close(LIMIT).await;
    assert_eq!(stats(&resources, "two").age, None);
    resources.restore(at(86_400)).await.unwrap();
    assert_eq!((held::<0>(&resources), held::<2>(&resources)), (Some(2), Some(2)));
    let restored = stats(&resources, "two");
    assert_eq!((restored.built, restored.rebuilt), (1, 1));
    assert_eq!(ask::<2>(&resources, 86_400).await, Ok(2));
}

#[tokio::test]
async fn a_restore_that_fails_says_which_resource_is_missing() {
    let probe = Probe::default();
    let resources = registry(chain(&probe));
    resources.init(Moment::default()).await.unwrap();
    resources.close(LIMIT).await;
    probe.fail(1);
    let failure = resources.restore(at(60)).await.unwrap_err();
    assert_eq!(failure.message(), "the resource `zero` could not be built: connection refused");
}

#[tokio::test]
async fn one_that_hangs_panics_or_fails_keeps_no_other_from_being_closed() {
    let probe = Probe::default();
    let hanging =
        Resource::<Thing<1>>::new("hanging", async |_: State<Thing<0>>| Thing { build: 0 })
            .close(async |_: State<Thing<1>>| pending::<()>().await);
    let panicking = watched::<2>("panicking", &probe)
        .close(async |_: State<Thing<2>>| -> Result<(), crate::Error> { panic!("no socket") });
    let failing = watched::<4>("failing", &probe)
        .close(async |_: State<Thing<4>>| Err::<(), _>(crate::Error::msg("no peer")));
    let resources = registry(vec![
        hanging.into(),
        noted(watched::<0>("zero", &probe), &probe).into(),
        panicking.into(),
        failing.into(),
    ]);
    resources.init(Moment::default()).await.unwrap();
    resources.close(Duration::from_millis(20)).await;
    assert_eq!(probe.logged(), ["zero"]);
    assert_eq!((held::<1>(&resources), held::<2>(&resources)), (None, None));
}

#[tokio::test]
async fn what_is_being_built_is_closed_once_it_is_built() {
    let probe = Probe::new(5);
    let resources = registry(vec![noted(watched::<0>("zero", &probe).lazy(), &probe).into()]);
    let (asked, ()) = tokio::join!(ask_built(&resources), resources.close(LIMIT));
    assert!(asked.is_ok());
    assert_eq!(probe.logged(), ["zero"]);
    assert_eq!(held::<0>(&resources), None);
}

async fn ask_built(resources: &crate::resource::Resources) -> Result<(), crate::Failure> {
    let wanted = resources.wanted(&[std::any::TypeId::of::<Thing<0>>()], &[]);
    prepare(resources, &wanted, at(0), Duration::MAX).await
}
