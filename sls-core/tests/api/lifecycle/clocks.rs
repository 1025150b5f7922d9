//! Freezes, as clocks tell of them that run on, stand still or go back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use sls_core::lifecycle::Thaw;
use sls_core::{App, AppService, Clock, Context, Handler, Invocation, Resource, State};
use tower::ServiceExt;

use crate::support::Notes;

/// A wall clock in the hand of a test; the monotonic one is tokio's, which is paused.
#[derive(Debug, Default)]
struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> SystemTime {
        let offset = self.0.load(Ordering::Relaxed);
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        let step = Duration::from_secs(offset.unsigned_abs());
        if offset < 0 { noon - step } else { noon + step }
    }
}

struct Connection;

async fn handle(_: State<Connection>) {}

fn app(notes: &Notes) -> AppService {
    let (hook, check) = (notes.clone(), notes.clone());
    let connection = Resource::<Connection>::new("connection", async || Connection)
        .max_idle(Duration::from_secs(20))
        .check(move |_: State<Connection>| {
            check.add("checked");
            std::future::ready(true)
        });
    App::new()
        .resource(connection)
        .on_thaw(move |thaw: Thaw| {
            hook.add(format!("{} s", thaw.gap().as_secs()));
            std::future::ready(())
        })
        .handler(Handler::new("handle").direct(handle))
        .into_service()
        .unwrap()
}

/// Invokes the app after freezes that the two clocks tell so, in seconds.
async fn check(wall: i64, monotonic: u64, expected: &[&str]) {
    let (notes, clock) = (Notes::default(), Arc::new(Hand::default()));
    let app = app(&notes);
    app.init(&*clock).await.unwrap();
    for freeze in 1..=100 {
        tokio::time::advance(Duration::from_secs(monotonic)).await;
        clock.0.fetch_add(wall, Ordering::Relaxed);
        let context = Context::builder("id").clock(Arc::<Hand>::clone(&clock));
        let context = context.deadline(clock.now() + Duration::from_secs(3)).build();
        app.clone().oneshot(Invocation::new("null", context)).await.unwrap();
        assert_eq!(notes.take(), expected, "freeze {freeze}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_freeze_is_seen_by_clocks_that_run_on() {
    check(300, 300, &["300 s", "checked"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_freeze_is_seen_although_the_monotonic_clock_stood_still() {
    check(300, 0, &["300 s", "checked"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_freeze_is_seen_although_the_wall_clock_was_set_back() {
    check(-3600, 300, &["300 s", "checked"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_no_peer_minds_is_no_reason_to_check() {
    check(10, 10, &["10 s"]).await;
}
