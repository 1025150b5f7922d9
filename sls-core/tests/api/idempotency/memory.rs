//! What the store in memory does beyond the contract.

use std::time::Duration;

use serde_json::json;
use sls_core::Clock;
use sls_core::idempotency::{Begin, Cached, Claim, Completion, MemoryStore, Store, Stored};

use super::stage::{Act, Now, Stage, check_failed};

async fn run(store: &MemoryStore, clock: &Now, key: &str) -> Begin {
    let claim = Claim::new(key, key, clock.now());
    let begin = store.begin(&claim).await.unwrap();
    if begin == Begin::Run {
        let stored = Stored::new(clock.now() + Duration::from_secs(60));
        assert_eq!(store.complete(&claim, stored).await.unwrap(), Completion::Kept);
    }
    begin
}

#[tokio::test]
async fn it_forgets_what_ends_first_when_it_is_full_but_no_run() {
    let (store, clock) = (MemoryStore::new().most_entries(2), Now::default());
    let running = Claim::new("running", "running", clock.now());
    assert_eq!(store.begin(&running).await.unwrap(), Begin::Run);
    for key in ["a", "b", "c"] {
        assert_eq!(run(&store, &clock, key).await, Begin::Run);
        clock.advance_seconds(1);
    }
    assert_eq!(format!("{store:?}"), "MemoryStore(2 records)");
    assert!(matches!(run(&store, &clock, "c").await, Begin::Completed(_)));
    let again = Claim::new("running", "again", clock.now());
    let until = running.locked_until;
    assert_eq!(store.begin(&again).await.unwrap(), Begin::InProgress { until });
    assert_eq!(run(&store, &clock, "a").await, Begin::Run);
}

#[tokio::test]
async fn it_does_not_grow_with_records_that_have_ended() {
    let (store, clock) = (MemoryStore::new(), Now::default());
    for minute in 0..100 {
        for key in ["a", "b", "c"] {
            assert_eq!(run(&store, &clock, &format!("{key}{minute}")).await, Begin::Run);
        }
        let crashed = Claim::new(format!("crashed{minute}"), "crashed", clock.now());
        assert_eq!(store.begin(&crashed).await.unwrap(), Begin::Run);
        clock.advance_seconds(60);
    }
    // The last minute's records, and runs that never ended, for twice the longest time of a run.
    assert_eq!(format!("{store:?}"), "MemoryStore(33 records)");
}

#[tokio::test]
async fn clones_share_their_records() {
    let store = MemoryStore::new();
    let (one, other) = (Stage::new(store.clone()), Stage::new(store));
    one.function().call(json!({"id": 7})).await.unwrap();
    let function = other.function();
    function.call(json!({"id": 7})).await.unwrap();
    function.check_runs(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_all_threads_one_takes_a_key() {
    let store = MemoryStore::new();
    for round in 0..200 {
        let claims = (0..8).map(|thread| {
            let store = store.clone();
            tokio::spawn(async move {
                let claim =
                    Claim::new(format!("{round}"), format!("{thread}"), Now::default().now());
                store.begin(&claim).await.unwrap() == Begin::Run
            })
        });
        let mut runs = 0;
        for claim in claims.collect::<Vec<_>>() {
            runs += usize::from(claim.await.unwrap());
        }
        assert_eq!(runs, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_invocations_one_runs_and_all_are_answered_by_it() {
    for stage in [Stage::new(MemoryStore::new()), Stage::new(Cached::new(MemoryStore::new()))] {
        let function = stage.function();
        let (begun, tell) = function.work.plan_wait();
        let calls: Vec<_> =
            (0..32).map(|_| tokio::spawn(function.call(json!({"id": 7})))).collect();
        begun.await.unwrap();
        tell.send(Act::Answer(json!("one"))).unwrap();
        let mut answered = 0;
        for call in calls {
            match call.await.unwrap() {
                Ok(answer) => {
                    assert_eq!(answer, json!("one"));
                    answered += 1;
                }
                refused => drop(check_failed(refused, "Sls.InProgress")),
            }
        }
        assert!(answered >= 1, "nobody was answered");
        function.check_runs(1);
    }
}
