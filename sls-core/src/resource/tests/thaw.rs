//! What happens to values that have been idle, or are old.

use std::any::TypeId;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;

use super::probe::{Probe, Thing};
use super::{ask, at, held, prepare, registry, stats, value, watched};
use crate::extract::State;
use crate::resource::{Moment, Resource};

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn checked<const N: usize>(name: &'static str, probe: &Probe) -> Resource<Thing<N>> {
    let checking = probe.clone();
    watched::<N>(name, probe).check(move |_: State<Thing<N>>| checking.clone().check())
}

#[tokio::test]
async fn what_was_idle_too_long_is_checked_and_kept_if_it_is_good() {
    let probe = Probe::default();
    let resources = registry(vec![checked::<0>("orders", &probe).max_idle(secs(20)).into()]);
    for (time, checks) in [(0, 0), (19, 0), (38, 0), (58, 1), (60, 1), (3600, 2)] {
        assert_eq!(ask::<0>(&resources, time).await, Ok(1));
        assert_eq!(stats(&resources, "orders").checked, checks, "at {time}");
    }
    let stats = stats(&resources, "orders");
    assert_eq!((stats.built, stats.rebuilt, stats.failed_checks, stats.reused), (1, 0, 0, 5));
}

#[tokio::test]
async fn what_is_suspect_at_once_is_checked_before_every_invocation() {
    let (orders, client) = (Probe::new(3), Probe::default());
    let building = client.clone();
    let resources = registry(vec![
        checked::<0>("orders", &orders).max_idle(Duration::from_millis(99)).into(),
        Resource::<Thing<1>>::new("client", move |orders: State<Thing<0>>| {
            let building = building.clone().build::<1>();
            async move { building.await.map(|_| Thing { build: orders.build }) }
        })
        .into(),
    ]);
    resources.init(Moment::default()).await.unwrap();
    for invocation in 1..=10 {
        assert_eq!(ask::<1>(&resources, 0).await, Ok(1));
        assert_eq!(stats(&resources, "orders").checked, invocation);
    }
    orders.spoil(1);
    assert_eq!(ask::<1>(&resources, 0).await, Ok(2));
    assert_eq!((orders.begun(), client.begun()), (2, 2));
}

#[tokio::test]
async fn what_another_handler_used_is_not_suspect() {
    let (orders, stock) = (Probe::default(), Probe::default());
    let resources = registry(vec![
        checked::<0>("orders", &orders).max_idle(secs(20)).into(),
        watched::<1>("stock", &stock).into(),
    ]);
    let ids = [TypeId::of::<Thing<0>>(), TypeId::of::<Thing<1>>()];
    let (one, both) = (resources.wanted(&ids[..1], &[]), resources.wanted(&ids, &[]));
    for time in [0, 15, 30, 45] {
        prepare(&resources, &one, at(time), Duration::MAX).await.unwrap();
    }
    prepare(&resources, &both, at(60), Duration::MAX).await.unwrap();
    prepare(&resources, &one, at(75), Duration::MAX).await.unwrap();
    prepare(&resources, &both, at(90), Duration::MAX).await.unwrap();
    let orders = stats(&resources, "orders");
    assert_eq!((orders.checked, orders.reused), (0, 6));
    assert_eq!(stats(&resources, "stock").reused, 1);
    prepare(&resources, &both, at(110), Duration::MAX).await.unwrap();
    assert_eq!(stats(&resources, "orders").checked, 1);
}

#[tokio::test]
async fn a_value_that_one_handler_had_replaced_is_new_to_all() {
    let (config, other) = (Probe::default(), Probe::default());
    let resources = registry(vec![
        watched::<0>("config", &config).max_age(secs(60)).into(),
        watched::<1>("other", &other).into(),
    ]);
    resources.init(Moment::default()).await.unwrap();
    let ids = [TypeId::of::<Thing<0>>(), TypeId::of::<Thing<1>>()];
    let both = resources.wanted(&ids, &[]);
    for (time, build) in [(10, 1), (61, 2), (119, 2), (122, 3)] {
        assert_eq!(ask::<0>(&resources, time).await, Ok(build), "at {time}");
        prepare(&resources, &both, at(time), Duration::MAX).await.unwrap();
        assert_eq!(config.begun(), build, "at {time}");
    }
    assert_eq!(other.begun(), 1);
}

#[tokio::test]
async fn a_dead_connection_is_replaced_before_the_handler_sees_it() {
    let probe = Probe::default();
    let resources = registry(vec![checked::<0>("orders", &probe).into()]);
    resources.init(Moment::default()).await.unwrap();
    for freeze in 1..=100 {
        probe.spoil(1);
        assert_eq!(ask::<0>(&resources, freeze as u64 * 300).await, Ok(freeze + 1));
    }
    let stats = stats(&resources, "orders");
    assert_eq!((stats.checked, stats.failed_checks, stats.rebuilt), (100, 100, 100));
}

#[tokio::test]
async fn without_a_check_what_is_suspect_is_built_anew() {
    let probe = Probe::default();
    let resources = registry(vec![watched::<0>("orders", &probe).max_idle(secs(20)).into()]);
    assert_eq!(ask::<0>(&resources, 0).await, Ok(1));
    assert_eq!(ask::<0>(&resources, 19).await, Ok(1));
    assert_eq!(ask::<0>(&resources, 39).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_check_alone_runs_after_a_second_without_use() {
    let probe = Probe::default();
    let resources = registry(vec![checked::<0>("orders", &probe).into()]);
    for time in [0, 0, 1, 1, 2] {
        ask::<0>(&resources, time).await.unwrap();
    }
    assert_eq!(stats(&resources, "orders").checked, 2);
}

#[tokio::test]
async fn what_is_old_is_built_anew_without_a_check() {
    let probe = Probe::default();
    let token = checked::<0>("token", &probe).max_idle(secs(3600)).max_age(secs(60));
    let resources = registry(vec![token.into()]);
    for (time, build) in [(0, 1), (59, 1), (61, 2), (120, 2), (130, 3)] {
        assert_eq!(ask::<0>(&resources, time).await, Ok(build), "at {time}");
    }
    assert_eq!(stats(&resources, "token").checked, 0);
}

#[tokio::test]
async fn what_was_made_from_a_replaced_value_is_built_anew_as_well() {
    let (config, other) = (Probe::default(), Probe::default());
    let builds = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&builds);
    let resources = registry(vec![
        watched::<0>("config", &config).max_age(secs(60)).into(),
        watched::<1>("other", &other).into(),
        Resource::<Thing<2>>::new("client", async |config: State<Thing<0>>, _: State<Thing<1>>| {
            Thing { build: config.build * 10 }
        })
        .into(),
        Resource::<Thing<3>>::new("orders", move |client: State<Thing<2>>| {
            counting.fetch_add(1, Ordering::Relaxed);
            async move { Thing { build: client.build + 1 } }
        })
        .into(),
    ]);
    resources.init(Moment::default()).await.unwrap();
    assert_eq!(ask::<3>(&resources, 30).await, Ok(11));
    // Somebody else has the config replaced, which nobody who wants the orders has seen.
    assert_eq!(ask::<0>(&resources, 70).await, Ok(2));
    assert_eq!(held::<3>(&resources), Some(11));
    assert_eq!(ask::<3>(&resources, 71).await, Ok(21));
    assert_eq!((other.begun(), builds.load(Ordering::Relaxed)), (1, 2));
}

#[tokio::test]
async fn an_invocation_that_runs_keeps_the_value_it_has() {
    let probe = Probe::default();
    let resources = registry(vec![watched::<0>("orders", &probe).max_age(secs(60)).into()]);
    ask::<0>(&resources, 0).await.unwrap();
    let running = value::<Thing<0>>(&resources).unwrap();
    assert_eq!(ask::<0>(&resources, 61).await, Ok(2));
    assert_eq!(running.build, 1);
    assert_eq!(Arc::strong_count(&running), 1);
}

#[tokio::test]
async fn all_who_ask_after_a_freeze_share_one_check_and_one_build() {
    let probe = Probe::new(5);
    let resources = registry(vec![checked::<0>("orders", &probe).into()]);
    ask::<0>(&resources, 0).await.unwrap();
    probe.spoil(1);
    let asked = join_all((0..64).map(|_| ask::<0>(&resources, 300))).await;
    assert!(asked.iter().all(|asked| *asked == Ok(2)), "{asked:?}");
    let stats = stats(&resources, "orders");
    assert_eq!((stats.checked, stats.failed_checks, stats.rebuilt), (1, 1, 1));
}

#[tokio::test]
async fn a_rebuild_that_fails_takes_the_bad_value_away_and_is_tried_again() {
    let probe = Probe::default();
    let resources = registry(vec![checked::<0>("orders", &probe).into()]);
    ask::<0>(&resources, 0).await.unwrap();
    probe.spoil(1);
    probe.fail(3);
    assert!(ask::<0>(&resources, 300).await.is_err());
    assert_eq!(held::<0>(&resources), None);
    assert_eq!(ask::<0>(&resources, 300).await, Ok(5));
}

#[tokio::test]
async fn a_check_that_hangs_is_not_asked_again() {
    let probe = Probe::default();
    let resource = watched::<0>("orders", &probe)
        .check(async |_: State<Thing<0>>| -> bool { pending().await });
    let resources = registry(vec![resource.into()]);
    ask::<0>(&resources, 0).await.unwrap();
    // The invocation ends in the middle of the check.
    assert!(ask::<0>(&resources, 300).now_or_never().is_none());
    assert_eq!(ask::<0>(&resources, 300).now_or_never(), Some(Ok(2)));
}

#[tokio::test]
async fn a_check_leaves_time_for_a_build() {
    let probe = Probe::default();
    let resource = watched::<0>("orders", &probe)
        .check(async |_: State<Thing<0>>| -> bool { pending().await });
    let resources = registry(vec![resource.into()]);
    ask::<0>(&resources, 0).await.unwrap();
    let wanted = resources.wanted(&[TypeId::of::<Thing<0>>()], &[]);
    prepare(&resources, &wanted, at(300), Duration::from_millis(80)).await.unwrap();
    assert_eq!(held::<0>(&resources), Some(2));
    let stats = stats(&resources, "orders");
    assert_eq!((stats.checked, stats.failed_checks), (1, 1));
}

#[tokio::test]
async fn a_panic_in_a_check_is_a_failed_check() {
    let probe = Probe::default();
    let resource = watched::<0>("orders", &probe)
        .check(async |_: State<Thing<0>>| -> Result<(), crate::Error> { panic!("no ping") });
    let resources = registry(vec![resource.into()]);
    ask::<0>(&resources, 0).await.unwrap();
    assert_eq!(ask::<0>(&resources, 300).await, Ok(2));
    assert_eq!(stats(&resources, "orders").failed_checks, 1);
}

#[tokio::test]
async fn a_value_whose_destructor_panics_is_replaced_all_the_same() {
    struct Fragile;
    impl Drop for Fragile {
        fn drop(&mut self) {
            assert!(std::thread::panicking(), "broke when dropped");
        }
    }
    let resource = Resource::<Fragile>::new("fragile", async || Fragile).max_age(secs(60));
    let resources = registry(vec![resource.into()]);
    let wanted = resources.wanted(&[TypeId::of::<Fragile>()], &[]);
    for time in [0, 61] {
        prepare(&resources, &wanted, at(time), Duration::MAX).await.unwrap();
    }
    assert_eq!(stats(&resources, "fragile").rebuilt, 1);
    resources.close(Duration::from_secs(1)).await;
}
