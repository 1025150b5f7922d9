//! A local copy of completed records in front of another store.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;

use crate::error::BoxError;
use crate::idempotency::{Begin, Claim, Completion, Store, Stored};

/// Keeps completed records in memory too, so that a repetition here costs no call to the store.
///
/// Only completed records are kept, since a run in progress may end elsewhere at any time. At most
/// 256 of them with 1 MiB of answers; the one that was asked for longest ago goes first.
///
/// # Example
/// ```
/// use sls_core::App;
/// use sls_core::idempotency::{Cached, MemoryStore};
///
/// // In production the inner one would be a `DynamoDbStore`.
/// let app = App::new().idempotency(Cached::new(MemoryStore::new()).most_entries(1_000));
/// ```
#[must_use]
pub struct Cached<S> {
    store: S,
    copies: Mutex<Copies>,
    most_entries: usize,
    most_bytes: usize,
}

impl<S: Store> Cached<S> {
    /// A cache without entries in front of the store.
    pub fn new(store: S) -> Self {
        Self { store, copies: Mutex::default(), most_entries: 256, most_bytes: 1024 * 1024 }
    }

    /// Default: 256 entries.
    pub fn most_entries(mut self, most_entries: usize) -> Self {
        self.most_entries = most_entries;
        self
    }

    /// Default: 1 MiB, counted over keys and answers.
    pub fn most_bytes(mut self, most_bytes: usize) -> Self {
        self.most_bytes = most_bytes;
        self
    }

    fn copies(&self) -> MutexGuard<'_, Copies> {
        // Nothing panics while the lock is held, so that the copies are always whole.
        self.copies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, key: &str, stored: &Stored) {
        self.copies().insert(key, stored, self.most_entries, self.most_bytes);
    }
}

impl<S: fmt::Debug> fmt::Debug for Cached<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cached").field(&self.store).finish()
    }
}

impl<S: Store> Store for Cached<S> {
    fn begin<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<Begin, BoxError>> {
        Box::pin(async move {
            let copy = self.copies().get(claim);
            if let Some(stored) = copy {
                return Ok(Begin::Completed(stored));
            }
            let begin = self.store.begin(claim).await?;
            if let Begin::Completed(stored) = &begin {
                self.keep(&claim.key, stored);
            }
            Ok(begin)
        })
    }

    fn complete<'a>(
        &'a self,
        claim: &'a Claim,
        stored: Stored,
    ) -> BoxFuture<'a, Result<Completion, BoxError>> {
        Box::pin(async move {
            let completion = self.store.complete(claim, stored.clone()).await?;
            if completion == Completion::Kept {
                self.keep(&claim.key, &stored);
            }
            Ok(completion)
        })
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), BoxError>> {
        self.store.release(claim)
    }

    fn most_data(&self) -> usize {
        self.store.most_data()
    }
}

#[derive(Default)]
struct Copies {
    by_key: HashMap<String, Copy>,
    bytes: usize,
    /// Counts what happens, to tell what was used last.
    turn: u64,
}

struct Copy {
    stored: Stored,
    used: u64,
}

impl Copies {
    fn get(&mut self, claim: &Claim) -> Option<Stored> {
        self.turn += 1;
        let copy = self.by_key.get_mut(&claim.key)?;
        if copy.stored.expires_at <= claim.now {
            self.remove(&claim.key);
            return None;
        }
        copy.used = self.turn;
        Some(copy.stored.clone())
    }

    fn insert(&mut self, key: &str, stored: &Stored, most_entries: usize, most_bytes: usize) {
        self.remove(key);
        self.turn += 1;
        self.bytes += size(key, stored);
        let copy = Copy { stored: stored.clone(), used: self.turn };
        self.by_key.insert(key.to_owned(), copy);
        while self.by_key.len() > most_entries || self.bytes > most_bytes {
            // Few hundred entries: a walk costs less than the call that each of them saves.
            let oldest = self.by_key.iter().min_by_key(|(_, copy)| copy.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
            self.remove(&key);
        }
    }

    fn remove(&mut self, key: &str) {
        if let Some(copy) = self.by_key.remove(key) {
            self.bytes -= size(key, &copy.stored);
        }
    }
}

fn size(key: &str, stored: &Stored) -> usize {
    key.len() + stored.data.as_ref().map_or(0, String::len)
}
