//! Bugs of five kinds, which exploring finds, and the same functions without them.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::json;
use sls_core::{App, Context, Handler};
use sls_test::cloud::{DeployedFunction, PerEnvironment};
use sls_test::platform::{Faults, Function};
use sls_test::{Cloud, Explored, explore};

const SEEDS: std::ops::Range<u64> = 0..1000;

/// A database on the other side of a network: whoever writes to it has to wait.
#[derive(Clone, Default)]
struct Database {
    rows: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Database {
    async fn put(&self, key: &str, value: u64) {
        tokio::time::sleep(Duration::from_millis(2)).await;
        self.rows.lock().unwrap().insert(key.to_owned(), value);
    }

    async fn get(&self, key: &str) -> Option<u64> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        self.rows.lock().unwrap().get(key).copied()
    }

    /// In one step, as a database does it on demand.
    async fn add(&self, key: &str, value: u64) -> u64 {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let mut rows = self.rows.lock().unwrap();
        let row = rows.entry(key.to_owned()).or_default();
        *row += value;
        *row
    }

    fn keys(&self) -> BTreeSet<String> {
        self.rows.lock().unwrap().keys().cloned().collect()
    }
}

/// A function whose handler gets the database, what the process remembers, and the event.
fn deploy<M, H, F>(cloud: &Cloud, database: &Database, handler: H) -> DeployedFunction
where
    M: Default + Send + Sync + 'static,
    H: Fn(Database, Arc<M>, Context, u64) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let database = database.clone();
    let app = move || {
        let (database, handler, memory) = (database.clone(), handler.clone(), Arc::<M>::default());
        App::new().handler(Handler::new("f").direct(move |event: u64, ctx: Context| {
            handler(database.clone(), Arc::clone(&memory), ctx, event)
        }))
    };
    cloud.add_function(Function::new("f"), PerEnvironment(app))
}

/// Five events, one a second.
async fn send_five(cloud: &Cloud, function: &DeployedFunction) {
    for event in 1..=5_u64 {
        function.invoke_async(event.to_string());
        cloud.advance(Duration::from_secs(1)).await;
    }
    cloud.run_until_idle().await;
}

/// Whether it writes before it replies, or puts that off until after the response.
async fn acknowledging(cloud: Cloud, before_the_write: bool) {
    let database = Database::default();
    let function = deploy(&cloud, &database, move |database, _: Arc<()>, ctx, event| async move {
        let write = async move { database.put(&event.to_string(), 1).await };
        if before_the_write {
            ctx.after_response("write", write);
        } else {
            write.await;
        }
    });
    send_five(&cloud, &function).await;
    assert_eq!(database.keys().len(), 5, "every event is written");
}

/// Odd events make an account, and the even ones after them put something into it.
async fn ordering(cloud: Cloud, relied_on: bool) {
    let database = Database::default();
    let function = deploy(&cloud, &database, move |database, _: Arc<()>, _, event| async move {
        let account = format!("account {}", event.div_ceil(2));
        if event % 2 == 1 {
            database.put(&account, 1).await;
        } else if !relied_on || database.get(&account).await.is_some() {
            database.put(&format!("deposit {event}"), 1).await;
        }
    });
    send_five(&cloud, &function).await;
    let deposits = database.keys().iter().filter(|key| key.starts_with("deposit")).count();
    assert_eq!(deposits, 2, "no deposit is lost");
}

/// Adds up what comes, or notes what came.
async fn adding_up(cloud: Cloud, idempotent: bool) {
    let database = Database::default();
    let function = deploy(&cloud, &database, move |database, _: Arc<()>, _, event| async move {
        if idempotent {
            database.put(&format!("payment {event}"), event).await;
        } else {
            database.add("sum", event).await;
        }
    });
    send_five(&cloud, &function).await;
    let sum: u64 = database.rows.lock().unwrap().values().sum();
    assert_eq!(sum, 15, "every payment counts once");
}

/// Numbers invoices, from the memory of the process or from the database.
async fn numbering(cloud: Cloud, in_memory: bool) {
    let database = Database::default();
    let handler = move |database: Database, last: Arc<Mutex<u64>>, _, _event| async move {
        let number = if in_memory {
            let mut last = last.lock().unwrap();
            *last += 1;
            *last
        } else {
            database.add("last", 1).await
        };
        database.add(&format!("invoice {number}"), 1).await;
    };
    let function = deploy(&cloud, &database, handler);
    for event in 0..5 {
        function.invoke(&event).await;
    }
    let rows = database.rows.lock().unwrap().clone();
    let twice = rows.iter().find(|(key, count)| key.starts_with("invoice") && **count > 1);
    assert_eq!(twice, None, "every number is used once");
}

/// Leaves the write to a task that the next invocation carries on, or waits for it.
async fn writing(cloud: Cloud, left_running: bool) {
    let database = Database::default();
    let function = deploy(&cloud, &database, move |database, _: Arc<()>, _, event| async move {
        let write = tokio::spawn(async move { database.put(&event.to_string(), 1).await });
        if !left_running || event == 5 {
            write.await.unwrap();
        }
    });
    send_five(&cloud, &function).await;
    assert_eq!(database.keys().len(), 5, "every event is written");
}

/// What exploring says of a scenario that has a bug.
async fn found(scenario: impl AsyncFn(Cloud)) -> String {
    let panic = AssertUnwindSafe(explore(SEEDS, scenario)).catch_unwind().await;
    let panic = panic.expect_err("no seed of a thousand shows the bug");
    let report = *panic.downcast::<String>().unwrap();
    assert!(report.starts_with("with seed "), "{report}");
    report
}

/// Explores a scenario without a bug.
async fn passes(scenario: impl AsyncFn(Cloud)) {
    let Explored { seeds, faults, .. } = explore(SEEDS, scenario).await;
    assert_eq!(seeds, 1000);
    assert!(faults > 500, "{faults} faults are too few to have tried anything");
}

#[tokio::test]
async fn exploring_finds_an_acknowledgement_before_the_write() {
    let report = found(async |cloud| acknowledging(cloud, true).await).await;
    assert!(report.contains("every event is written"), "{report}");
    assert!(report.contains("The fewest faults with which it fails, "), "{report}");
    assert!(report.contains("the process ends after its reply"), "{report}");
    passes(async |cloud| acknowledging(cloud, false).await).await;
}

#[tokio::test]
async fn exploring_finds_reliance_on_order_across_keys() {
    let report = found(async |cloud| ordering(cloud, true).await).await;
    assert!(report.contains("The fewest faults with which it fails, 1 of "), "{report}");
    passes(async |cloud| ordering(cloud, false).await).await;
}

#[tokio::test]
async fn exploring_finds_what_counts_duplicates_twice() {
    let report = found(async |cloud| adding_up(cloud, false).await).await;
    assert!(report.contains("The fewest faults with which it fails, 1 of "), "{report}");
    passes(async |cloud| adding_up(cloud, true).await).await;
}

#[tokio::test]
async fn exploring_finds_state_that_is_lost_in_a_crash() {
    let report = found(async |cloud| numbering(cloud, true).await).await;
    assert!(report.contains("The fewest faults with which it fails, 1 of "), "{report}");
    passes(async |cloud| numbering(cloud, false).await).await;
}

#[tokio::test]
async fn exploring_finds_a_future_that_is_left_running_after_the_reply() {
    let report = found(async |cloud| writing(cloud, true).await).await;
    assert!(report.contains("The fewest faults with which it fails, 1 of "), "{report}");
    passes(async |cloud| writing(cloud, false).await).await;
}

#[tokio::test]
async fn a_failure_without_any_fault_is_called_one() {
    let report = found(async |cloud: Cloud| {
        let database = Database::default();
        let function = deploy(&cloud, &database, |_, _: Arc<()>, _, _| async {});
        send_five(&cloud, &function).await;
        assert_eq!(database.keys().len(), 5);
    })
    .await;
    assert!(report.starts_with("with seed 0 "), "{report}");
    assert!(report.contains("It fails without any fault as well."), "{report}");
    assert!(report.contains("What happened then:\n2026-03-01T10:00:00"), "{report}");
}

/// The history of a run with faults of every kind.
async fn history(seed: u64) -> String {
    let cloud = Cloud::seeded(seed);
    cloud.faults(Faults::seeded(seed).clock_jump(0.1, Duration::from_secs(60)));
    let database = Database::default();
    let function = deploy(&cloud, &database, |database, _: Arc<()>, ctx, event| async move {
        let late = ctx.now();
        tokio::spawn(async move { database.put(&format!("{event} {late:?}"), 1).await });
    });
    send_five(&cloud, &function).await;
    let rows = database.rows.lock().unwrap();
    format!("{}{}", cloud.history(), json!(*rows))
}

#[tokio::test]
async fn a_thousand_seeds_give_the_same_histories_again() {
    let mut different = BTreeSet::new();
    for seed in SEEDS {
        let first = history(seed).await;
        assert_eq!(first, history(seed).await, "seed {seed}");
        different.insert(first);
    }
    assert_eq!(different.len(), 1000, "and each has its own");
}
