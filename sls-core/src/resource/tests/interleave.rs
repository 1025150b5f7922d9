//! Invocations that ask, wait and are cancelled in every order that a seed can think of.

use std::any::TypeId;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_util::future::BoxFuture;
use proptest::prelude::*;

use super::probe::{Probe, Thing};
use super::{ask, at, held, prepare, registry, stats};
use crate::extract::State;
use crate::failure::Failure;
use crate::resource::{Resource, Resources};

/// An invocation that waits.
struct Waiting {
    future: BoxFuture<'static, Result<usize, Failure>>,
    woken: Arc<Woken>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls whoever was woken, in the order of the seed, and cancels whom the seed picks.
///
/// Nobody is polled without having been woken: a wake-up that is lost leaves somebody waiting.
#[derive(Default)]
struct Scheduler {
    waiting: Vec<Waiting>,
    cancelled: usize,
    ended: Vec<Result<usize, Failure>>,
}

impl Scheduler {
    fn add(&mut self, future: impl Future<Output = Result<usize, Failure>> + Send + 'static) {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        self.waiting.push(Waiting { future: Box::pin(future), woken });
    }

    fn step(&mut self, choice: usize) {
        let woken = |waiting: &Waiting| waiting.woken.0.load(Ordering::SeqCst);
        let ready: Vec<_> =
            (0..self.waiting.len()).filter(|&index| woken(&self.waiting[index])).collect();
        assert!(!ready.is_empty(), "{} wait and nobody wakes them", self.waiting.len());
        let index = ready[choice % ready.len()];
        let Waiting { future, woken } = &mut self.waiting[index];
        woken.0.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(woken));
        if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            drop(self.waiting.swap_remove(index));
            self.ended.push(result);
        }
    }

    fn cancel(&mut self, choice: usize) {
        let index = choice % self.waiting.len();
        drop(self.waiting.swap_remove(index));
        self.cancelled += 1;
    }
}

/// What happens next.
#[derive(Clone, Debug)]
enum Event {
    /// An invocation begins, so many seconds after the one before, and wants one of the two.
    Ask(u64, bool),
    Cancel(usize),
    Poll(usize),
    /// So many of the next checks, and of the next builds, fail.
    Break(usize, usize),
}

fn events(breaking: bool) -> impl Strategy<Value = Vec<Event>> {
    let quiet = prop_oneof![
        3 => (Just(0u64), any::<bool>()).prop_map(|(time, both)| Event::Ask(time, both)),
        1 => any::<usize>().prop_map(Event::Cancel),
        8 => any::<usize>().prop_map(Event::Poll),
    ];
    let rough = prop_oneof![
        3 => (0u64..40, any::<bool>()).prop_map(|(time, both)| Event::Ask(time, both)),
        1 => any::<usize>().prop_map(Event::Cancel),
        8 => any::<usize>().prop_map(Event::Poll),
        1 => (0usize..3, 0usize..6).prop_map(|(checks, builds)| Event::Break(checks, builds)),
    ];
    let event = if breaking { rough.boxed() } else { quiet.boxed() };
    prop::collection::vec(event, 1..120)
}

/// A connection, and a client that is made from it.
fn connection_and_client(connection: &Probe, client: &Probe) -> Resources {
    let (building, checking, client) = (connection.clone(), connection.clone(), client.clone());
    registry(vec![
        Resource::<Thing<0>>::new("connection", move || building.clone().build::<0>())
            .max_idle(Duration::from_secs(20))
            .check(move |_: State<Thing<0>>| checking.clone().check())
            .lazy()
            .into(),
        Resource::<Thing<1>>::new("client", move |connection: State<Thing<0>>| {
            let building = client.clone().build::<1>();
            // The client bears the number of its connection.
            async move { building.await.map(|_| Thing { build: connection.build }) }
        })
        .lazy()
        .into(),
    ])
}

fn run(resources: &Resources, connection: &Probe, events: Vec<Event>) -> Scheduler {
    let (mut scheduler, mut now) = (Scheduler::default(), 0);
    for event in events {
        match event {
            Event::Ask(time, client) => {
                now += time;
                let resources = resources.clone();
                scheduler.add(async move {
                    let id =
                        if client { TypeId::of::<Thing<1>>() } else { TypeId::of::<Thing<0>>() };
                    let wanted = resources.wanted(&[id], &[]);
                    prepare(&resources, &wanted, at(now), Duration::MAX).await.map(|()| 0)
                });
            }
            Event::Break(checks, builds) => {
                connection.spoil(checks);
                connection.fail(builds);
            }
            Event::Cancel(_) | Event::Poll(_) if scheduler.waiting.is_empty() => {}
            Event::Cancel(choice) => scheduler.cancel(choice),
            Event::Poll(choice) => scheduler.step(choice),
        }
    }
    while !scheduler.waiting.is_empty() {
        scheduler.step(0);
    }
    scheduler
}

/// The time driver that the limit of a check asks for, although it never comes to that.
fn with_timers(test: impl FnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _guard = runtime.enter();
    test();
}

proptest! {
    #[test]
    fn asking_builds_once_however_it_is_interleaved(
        events in events(false), steps in 0usize..6, failing in 0usize..3
    ) {
        let (connection, client) = (Probe::new(steps), Probe::new(steps));
        connection.fail(failing);
        let resources = connection_and_client(&connection, &client);
        let scheduler = run(&resources, &connection, events);
        prop_assert!(scheduler.ended.iter().all(Result::is_ok));
        prop_assert!(connection.begun() <= failing + 1 + scheduler.cancelled);
        prop_assert!(client.begun() <= 1 + scheduler.cancelled);
        prop_assert!(connection.most() <= 1 && client.most() <= 1);
        if scheduler.cancelled == 0 && !scheduler.ended.is_empty() {
            prop_assert_eq!(connection.begun(), failing + 1);
        }
    }

    #[test]
    fn nothing_is_stuck_or_stale_after_failures_and_cancellations(
        events in events(true), steps in 0usize..6
    ) {
        with_timers(|| {
            let (connection, client) = (Probe::new(steps), Probe::new(steps));
            let resources = connection_and_client(&connection, &client);
            let scheduler = run(&resources, &connection, events);
            assert!(connection.most() <= 1 && client.most() <= 1);
            let refused = scheduler.ended.iter().filter(|ended| ended.is_err()).count();
            assert!(refused == 0 || stats(&resources, "connection").failed_builds >= 3);

            connection.spoil(0);
            connection.fail(0);
            let mut last = Scheduler::default();
            let asking = resources.clone();
            last.add(async move { ask::<1>(&asking, 1_000_000).await });
            while !last.waiting.is_empty() {
                last.step(0);
            }
            assert_eq!(last.ended, [Ok(held::<0>(&resources).unwrap())]);
        });
    }
}

#[test]
fn threads_share_attempts_too() {
    let (connection, client) = (Probe::new(3), Probe::new(3));
    let resources = connection_and_client(&connection, &client);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        for round in 0..200 {
            connection.spoil(round % 2);
            connection.fail(usize::try_from(round as u64 % 3).unwrap());
            let asks = (0..16).map(|_| {
                let resources = resources.clone();
                tokio::spawn(async move { ask::<1>(&resources, round as u64 * 60).await })
            });
            for asked in asks.collect::<Vec<_>>() {
                assert!(asked.await.unwrap().is_ok());
            }
        }
    });
    assert!(connection.most() == 1 && client.most() == 1);
    assert_eq!(held::<1>(&resources), held::<0>(&resources));
}
