//! One attempt for all who wait, and no failure kept.

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{join_all, pending, try_join_all};
use tokio::sync::{Barrier, Semaphore};

use super::probe::{Probe, Thing};
use super::{ask, at, held, prepare, registry, stats, watched};
use crate::extract::State;
use crate::resource::{Moment, Resource, Resources};

#[tokio::test]
async fn eager_resources_are_built_at_the_same_time() {
    // Neither is built unless the other is being built as well.
    let both = Arc::new(Barrier::new(2));
    let meeting = |both: &Arc<Barrier>| {
        let both = Arc::clone(both);
        move || {
            let both = Arc::clone(&both);
            async move { both.wait().await.is_leader() }
        }
    };
    let (first, second) = (meeting(&both), meeting(&both));
    let resources = registry(vec![
        Resource::<Thing<0>>::new("a", move || first().map(|_| Thing { build: 1 })).into(),
        Resource::<Thing<1>>::new("b", move || second().map(|_| Thing { build: 1 })).into(),
    ]);
    resources.init(Moment::default()).await.unwrap();
    assert_eq!((held::<0>(&resources), held::<1>(&resources)), (Some(1), Some(1)));
}

#[tokio::test]
async fn only_what_is_eager_or_needed_for_it_is_built_at_start() {
    let probes = [(); 3].map(|()| Probe::new(2));
    let resources = registry(vec![
        Resource::<Thing<9>>::new("eager", async |a: State<Thing<0>>| Thing { build: a.build })
            .into(),
        watched::<0>("needed", &probes[0]).lazy().into(),
        watched::<1>("lazy", &probes[1]).lazy().into(),
        watched::<2>("alone", &probes[2]).into(),
    ]);
    resources.init(Moment::default()).await.unwrap();
    assert_eq!(probes.map(|probe| probe.begun()), [1, 0, 1]);
    assert_eq!(ask::<1>(&resources, 0).await, Ok(1));
}

#[tokio::test]
async fn a_required_resource_that_fails_is_named_with_its_own_error() {
    let probe = Probe::default();
    probe.fail(1);
    let resources = registry(vec![
        watched::<0>("orders", &probe).into(),
        Resource::<Thing<1>>::new("reports", async |_: State<Thing<0>>| Thing { build: 0 }).into(),
    ]);
    let failure = resources.init(Moment::default()).await.unwrap_err();
    assert_eq!(failure.error_type(), "Refused");
    assert_eq!(failure.message(), "the resource `orders` could not be built: connection refused");
    // One attempt: Lambda itself starts the function a second time.
    assert_eq!(probe.begun(), 1);
}

#[tokio::test]
async fn an_optional_resource_that_fails_is_tried_again_on_use() {
    let probe = Probe::default();
    probe.fail(1);
    let resources = registry(vec![watched::<0>("cache", &probe).optional().into()]);
    resources.init(Moment::default()).await.unwrap();
    assert_eq!(held::<0>(&resources), None);
    assert_eq!(ask::<0>(&resources, 0).await, Ok(2));
    let stats = stats(&resources, "cache");
    assert_eq!((stats.built, stats.failed_builds, stats.reused), (1, 1, 0));
}

#[tokio::test]
async fn many_who_ask_at_once_share_each_attempt() {
    // Every poll takes a build one step further, so these are enough for all to ask.
    let probe = Probe::new(100);
    probe.fail(2);
    let resources = registry(vec![watched::<0>("orders", &probe).lazy().into()]);
    let asked = try_join_all((0..64).map(|_| ask::<0>(&resources, 0))).await;
    assert_eq!(asked, Ok(vec![3; 64]));
    assert_eq!((probe.begun(), probe.most()), (3, 1));
    assert_eq!(ask::<0>(&resources, 0).await, Ok(3));
    let stats = stats(&resources, "orders");
    assert_eq!((stats.built, stats.rebuilt, stats.failed_builds, stats.reused), (1, 0, 2, 1));
}

#[tokio::test]
async fn who_asked_gives_up_after_three_attempts_and_who_comes_next_tries_anew() {
    let probe = Probe::new(100);
    probe.fail(4);
    let resources = registry(vec![watched::<0>("orders", &probe).lazy().into()]);
    let asked = join_all((0..64).map(|_| ask::<0>(&resources, 0))).await;
    assert_eq!(probe.begun(), 3);
    assert!(asked.iter().all(|asked| asked.as_ref().is_err_and(|failure| {
        failure.message() == "the resource `orders` could not be built: connection refused"
    })));
    assert_eq!(ask::<0>(&resources, 0).await, Ok(5));
}

#[tokio::test]
async fn a_panic_in_a_build_is_a_failure_with_its_place() {
    crate::runtime::panic::install_hook();
    let resource =
        Resource::<Thing<0>>::new("orders", async || -> Thing<0> { panic!("no configuration") });
    let failure = registry(vec![resource.into()]).init(Moment::default()).await.unwrap_err();
    assert_eq!(failure.error_type(), "Sls.Panic");
    assert_eq!(
        failure.message(),
        "the resource `orders` could not be built: it panicked: no configuration"
    );
    let [place] = failure.stack_trace() else { panic!("{failure:?}") };
    assert!(place.contains("tests/build.rs:"), "{place}");
}

#[tokio::test]
async fn a_build_goes_on_where_it_stood_when_who_began_it_is_cancelled() {
    let (probe, gate) = (Probe::default(), Arc::new(Semaphore::new(0)));
    let build = {
        let (probe, gate) = (probe.clone(), Arc::clone(&gate));
        move || {
            let (building, gate) = (probe.clone().build::<0>(), Arc::clone(&gate));
            async move {
                let thing = building.await;
                gate.acquire().await.map(drop).ok();
                thing
            }
        }
    };
    let resources = registry(vec![Resource::<Thing<0>>::new("orders", build).lazy().into()]);
    let mut first = Box::pin(ask::<0>(&resources, 0));
    assert!(first.as_mut().now_or_never().is_none());
    let mut second = Box::pin(ask::<0>(&resources, 0));
    assert!(second.as_mut().now_or_never().is_none());
    drop(first);
    gate.add_permits(1);
    assert_eq!(second.await, Ok(1));
}

#[tokio::test]
async fn a_build_that_nobody_waits_for_any_more_is_dropped() {
    let probe = Probe::new(5);
    let resources = registry(vec![watched::<0>("orders", &probe).lazy().into()]);
    assert!(ask::<0>(&resources, 0).now_or_never().is_none());
    assert_eq!(held::<0>(&resources), None);
    assert_eq!(ask::<0>(&resources, 0).await, Ok(2));
    assert_eq!(probe.most(), 1);
}

#[tokio::test]
async fn a_build_that_outlasts_the_invocation_fails_it_by_name() {
    let resource = Resource::<Thing<0>>::new("orders", async || pending::<Thing<0>>().await);
    let resources = registry(vec![resource.lazy().into()]);
    let wanted = resources.wanted(&[TypeId::of::<Thing<0>>()], &[]);
    let left = Duration::from_millis(50);
    let failure = prepare(&resources, &wanted, at(0), left).await.unwrap_err();
    assert_eq!(failure.error_type(), "Sls.Resource");
    assert_eq!(
        failure.message(),
        "these resources were not ready within 0ns, the time that was left to the invocation: \
         `orders`"
    );
}

#[tokio::test]
async fn what_a_handler_can_do_without_does_not_fail_it() {
    let (cache, orders) = (Probe::default(), Probe::default());
    cache.fail(usize::MAX);
    let resources = registry(vec![
        watched::<0>("cache", &cache).lazy().into(),
        watched::<1>("orders", &orders).lazy().into(),
    ]);
    let (cache, orders) = (TypeId::of::<Thing<0>>(), TypeId::of::<Thing<1>>());
    let wanted = resources.wanted(&[orders], &[cache]);
    prepare(&resources, &wanted, at(0), Duration::MAX).await.unwrap();
    assert_eq!((held::<0>(&resources), held::<1>(&resources)), (None, Some(1)));
    let wanted = resources.wanted(&[orders, cache], &[cache]);
    assert!(prepare(&resources, &wanted, at(0), Duration::MAX).await.is_err());
}

#[tokio::test]
async fn reuse_is_counted_through_everything_that_is_wanted() {
    let probe = Probe::default();
    let resources = registry(vec![
        watched::<0>("config", &probe).into(),
        Resource::<Thing<1>>::new("client", async |a: State<Thing<0>>| Thing { build: a.build })
            .into(),
    ]);
    resources.init(at(3)).await.unwrap();
    for invocation in 0..10_000 {
        assert_eq!(ask::<1>(&resources, invocation).await, Ok(1));
    }
    for name in ["config", "client"] {
        let stats = stats(&resources, name);
        assert_eq!((stats.built, stats.rebuilt, stats.reused, stats.checked), (1, 0, 10_000, 0));
    }
    let ages: Vec<_> = resources.stats(at(10)).into_iter().map(|stats| stats.age).collect();
    assert!(ages.iter().all(|age| age.is_some_and(|age| age.as_secs() == 6)), "{ages:?}");
}

#[test]
fn handles_cross_threads() {
    fn crosses_threads<T: Send + Sync>() {}
    crosses_threads::<Resources>();
    crosses_threads::<crate::resource::AnyResource>();
    crosses_threads::<Resource<std::cell::Cell<u8>>>();
    crosses_threads::<crate::resource::Idle>();
    crosses_threads::<crate::resource::Busy>();
}
