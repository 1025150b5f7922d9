//! How much a cache keeps.

use std::sync::Arc;

use serde_json::json;
use sls_core::idempotency::{Cached, MemoryStore};

use super::stage::{Spy, Stage};

/// A cache in front of a store whose calls are noted.
fn cached(configure: impl FnOnce(Cached<Arc<Spy>>) -> Cached<Arc<Spy>>) -> (Stage, Arc<Spy>) {
    let store = Arc::new(Spy::new(MemoryStore::new()));
    (Stage::new(configure(Cached::new(Arc::clone(&store)))), store)
}

/// Calls with one id after the other, and says which of them reached the store.
async fn missed(stage: &Stage, store: &Spy, ids: &[u32]) -> Vec<u32> {
    let function = stage.function();
    let mut missed = Vec::new();
    for id in ids {
        function.call(json!({"id": id})).await.unwrap();
        if !store.take_calls().is_empty() {
            missed.push(*id);
        }
    }
    missed
}

#[tokio::test]
async fn what_was_asked_for_longest_ago_goes_first() {
    let (stage, store) = cached(|cached| cached.most_entries(2));
    assert_eq!(missed(&stage, &store, &[1, 2, 1, 3, 1, 2, 3, 2]).await, [1, 2, 3, 2, 3]);
}

#[tokio::test]
async fn no_more_bytes_are_kept_than_allowed() {
    // A key and its answer have about 120 bytes here.
    let (stage, store) = cached(|cached| cached.most_bytes(300));
    assert_eq!(missed(&stage, &store, &[1, 2, 1, 2, 3, 1]).await, [1, 2, 3, 1]);
    let (stage, store) = cached(|cached| cached.most_bytes(50));
    assert_eq!(missed(&stage, &store, &[1, 1]).await, [1, 1]);
}
